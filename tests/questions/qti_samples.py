"""QTI packages as other programs write them, put together piece by piece."""

import io
import zipfile

MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m">
<organizations/>
<resources{attributes}>
{resources}</resources>
</manifest>
"""


def a_package(members, manifest=None, folder="", attributes=""):
    """A zip of these members, listed in a manifest as QTI files by their order."""
    if manifest is None:
        kind = "imsqti_item_xmlv2p1"
        lines = (
            f'<resource identifier="r{n}" type="{kind}" href="{name}"/>\n' for n, name in enumerate(members)
        )
        manifest = MANIFEST.format(resources="".join(lines), attributes=attributes)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(f"{folder}imsmanifest.xml", manifest)
        for name, content in members.items():
            package.writestr(f"{folder}{name}", content)
    return out.getvalue()


def qti1(*items):
    body = "\n".join(items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<questestinterop><assessment ident="a" title="t">'
        f'<section ident="s">\n{body}\n</section></assessment></questestinterop>'
    )


WIN_B = """<respcondition continue="No"><conditionvar><varequal respident="r">B</varequal></conditionvar>
<setvar action="Set" varname="SCORE">100</setvar></respcondition>"""


def qti1_item(stem="Cơ quan nào?", choices="ABC", conditions=WIN_B, extra="", cardinality="Single", kind=""):
    labels = "".join(
        f'<response_label ident="{c}"><flow_mat><material><mattext>chọn {c}</mattext></material></flow_mat>'
        "</response_label>"
        for c in choices
    )
    field = f"<fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry>"
    metadata = f"<itemmetadata><qtimetadatafield>{field}</qtimetadatafield></itemmetadata>" if kind else ""
    return (
        f'<item ident="cau-1" title="Question">{metadata}<presentation><flow><material>'
        f'<mattext texttype="text/html"><![CDATA[{stem}]]></mattext></material></flow>'
        f'<response_lid ident="r" rcardinality="{cardinality}"><render_choice>{labels}</render_choice>'
        f"</response_lid></presentation><resprocessing>{conditions}</resprocessing>{extra}</item>"
    )


def qti2_item(body=None, *, correct="<value>B</value>", cardinality="single", extra="", declaration=""):
    body = body or choice_interaction()
    answer = f"<correctResponse>{correct}</correctResponse>" if correct else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="cau-1" title="Câu">\n'
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier">'
        f"{answer}{declaration}</responseDeclaration>\n<itemBody>{body}</itemBody>{extra}</assessmentItem>"
    )


def choice_interaction(prompt="Cơ quan nào?", choices="ABC"):
    shown = "".join(f'<simpleChoice identifier="{c}">chọn {c}</simpleChoice>' for c in choices)
    return (
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">\n'
        f"<prompt>{prompt}</prompt>{shown}</choiceInteraction>"
    )
