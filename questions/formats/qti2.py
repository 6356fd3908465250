"""Questions in QTI 2.1 (and 2.0, 2.2): one file an item, as TAO, ONYX and others exchange them.

Source: IMS QTI 2.1, "Assessment Test, Section and Item Information Model".
"""

from collections.abc import Iterable

from questions.formats.drafting import Drafting, cleaned
from questions.formats.notes import feedback_of, note_of
from questions.formats.qti_item import FoundItem, draft
from questions.formats.qti_package import MANIFEST, identifiers, packed
from questions.formats.reading import Place
from questions.formats.texts import PlainText, from_html, joined
from questions.formats.xml_tree import Node
from questions.formats.xml_writing import XmlWriter
from questions.item import LETTERS, Item

_NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
# Words for certain answers or for those who mark, not part of the question.
_ASIDE = frozenset({"rubricBlock", "feedbackBlock", "feedbackInline"})
_GENERAL = "general"


def read_item(root: Node, place: Place, note: str | None, drafting: Drafting) -> None:
    """The item of a file; ``note`` is what we wrote beside it in the manifest."""
    body = root.first("itemBody") or Node(name="itemBody")
    interactions = [node for node in body.walk() if node.name.endswith("Interaction")]
    response = _response_of(root, interactions)
    if kind := _other_kind(root, interactions, response):
        drafting.refuse_type(place, kind)
        return
    choices = list(interactions[0].all("simpleChoice"))
    feedback, asides = _feedback(root, body)
    found = FoundItem(
        place=place,
        name=root.attributes.get("identifier", ""),
        title=root.attributes.get("title", ""),
        stem=_words(body),
        choices=tuple(_words(choice) for choice in choices),
        key=_keys(response, [choice.attributes.get("identifier", "") for choice in choices]),
        feedback=feedback,
        asides=asides,
        note=note,
    )
    draft(found, drafting)


def _response_of(root: Node, interactions: list[Node]) -> Node:
    """What is declared about the answer to the first interaction."""
    wanted = interactions[0].attributes.get("responseIdentifier", "") if interactions else ""
    declared = root.all("responseDeclaration")
    found = (node for node in declared if node.attributes.get("identifier", "") == wanted)
    return next(found, Node(name="responseDeclaration"))


def _other_kind(root: Node, interactions: list[Node], response: Node) -> str:
    """What the item is when it is no single choice, "" when it is one."""
    if root.first("templateDeclaration"):
        return "templateDeclaration"
    names = sorted({node.name for node in interactions})
    if names != ["choiceInteraction"]:
        return " + ".join(names) or "itemBody"
    if len(interactions) > 1:
        return f"choiceInteraction × {len(interactions)}"
    cardinality = response.attributes.get("cardinality", "single")
    return "" if cardinality == "single" else f"choiceInteraction {cardinality}"


def _words(node: Node) -> PlainText:
    return from_html(_for_candidates(node).markup())


def _for_candidates(node: Node) -> Node:
    """The node as candidates read it before they answer, the choices left out."""
    content: list[Node | str] = []
    for part in node.content:
        if isinstance(part, str):
            content.append(part)
        elif part.name == "choiceInteraction":
            content.append(Node(name="div", content=[*part.all("prompt")]))
        elif part.name not in _ASIDE:
            content.append(_for_candidates(part))
    return Node(name=node.name, attributes=node.attributes, content=content)


def _feedback(root: Node, body: Node) -> tuple[PlainText, tuple[PlainText, ...]]:
    """The explanation for everybody, and what is said to some only."""
    modal = list(root.all("modalFeedback"))
    explains = [node for node in modal if node.attributes.get("identifier") == _GENERAL] or (
        modal if len(modal) == 1 else []
    )
    asides = [*body.below(*_ASIDE), *(node for node in modal if node not in explains)]
    words = [from_html(node.markup()) for node in asides]
    return joined(from_html(node.markup()) for node in explains), tuple(
        one for one in words if one.text or one.has_script
    )


def _keys(response: Node, names: list[str]) -> str:
    """The letters of the right choices, or of those that earn the most points."""
    correct = response.first("correctResponse")
    right = {value.text.strip() for value in correct.all("value")} if correct else set()
    if not right:
        points = {
            entry.attributes.get("mapKey", ""): _number(entry.attributes.get("mappedValue", ""))
            for entry in response.below("mapEntry")
        }
        best = max(points.values(), default=0)
        right = {name for name, value in points.items() if value == best > 0}
    return ",".join(letter for letter, name in zip(LETTERS, names, strict=False) if name in right)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0


def write(items: Iterable[Item]) -> bytes:
    """The items as a QTI 2.1 package that ``read`` reads back unchanged.

    Raises ValueError for an item without a key, or with more blank lines than XHTML holds.
    """
    bank = [cleaned(item) for item in items]
    names = identifiers(bank)
    files = {f"items/{name}.xml": _item(item, name) for item, name in zip(bank, names, strict=True)}
    return packed({MANIFEST: _manifest(bank, names), "test.xml": _test(names)} | files)


def _item(item: Item, name: str) -> bytes:
    if not item.has_key:
        raise ValueError(f"item {item.code!r} has no key to write")
    writer = XmlWriter()
    about = {"identifier": name, "title": item.code, "adaptive": "false", "timeDependent": "false"}
    with writer.inside("assessmentItem", {"xmlns": _NAMESPACE} | about):
        declared = {"identifier": "RESPONSE", "cardinality": "single", "baseType": "identifier"}
        with writer.inside("responseDeclaration", declared), writer.inside("correctResponse"):
            writer.plain("value", item.key_letter)
        outcome = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
        with writer.inside("outcomeDeclaration", outcome), writer.inside("defaultValue"):
            writer.plain("value", "0")
        feedback = feedback_of(item)
        if feedback:
            shown = {"identifier": "FEEDBACK", "cardinality": "single", "baseType": "identifier"}
            writer.plain("outcomeDeclaration", attributes=shown)
        with writer.inside("itemBody"):
            _write_choices(writer, item)
        _write_marking(writer, has_feedback=bool(feedback))
        if feedback:
            shown = {"outcomeIdentifier": "FEEDBACK", "identifier": _GENERAL, "showHide": "show"}
            with writer.inside("modalFeedback", shown):
                writer.lines("p", feedback)
    return writer.content


def _write_choices(writer: XmlWriter, item: Item) -> None:
    asked = {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxChoices": "1"}
    with writer.inside("choiceInteraction", asked):
        writer.lines("prompt", item.stem)
        for index, choice in enumerate(item.choices):
            fixed = item.pin_last and index == len(item.choices) - 1
            about = {"identifier": LETTERS[index]} | ({"fixed": "true"} if fixed else {})
            writer.lines("simpleChoice", choice, about)


def _write_marking(writer: XmlWriter, *, has_feedback: bool) -> None:
    with writer.inside("responseProcessing"):
        with writer.inside("responseCondition"), writer.inside("responseIf"):
            with writer.inside("match"):
                writer.plain("variable", attributes={"identifier": "RESPONSE"})
                writer.plain("correct", attributes={"identifier": "RESPONSE"})
            with writer.inside("setOutcomeValue", {"identifier": "SCORE"}):
                writer.plain("baseValue", "1", {"baseType": "float"})
        if has_feedback:
            with writer.inside("setOutcomeValue", {"identifier": "FEEDBACK"}):
                writer.plain("baseValue", _GENERAL, {"baseType": "identifier"})


def _test(names: Iterable[str]) -> bytes:
    """A test that lists the items, since some programs import nothing without one."""
    writer = XmlWriter()
    with (
        writer.inside("assessmentTest", {"xmlns": _NAMESPACE, "identifier": "cchc-test", "title": "CCHC"}),
        writer.inside(
            "testPart", {"identifier": "part", "navigationMode": "nonlinear", "submissionMode": "individual"}
        ),
        writer.inside("assessmentSection", {"identifier": "section", "title": "CCHC", "visible": "true"}),
    ):
        for name in names:
            writer.plain("assessmentItemRef", attributes={"identifier": name, "href": f"items/{name}.xml"})
    return writer.content


def _manifest(bank: Iterable[Item], names: list[str]) -> bytes:
    writer = XmlWriter()
    namespace = "http://www.imsglobal.org/xsd/imscp_v1p1"
    with writer.inside("manifest", {"xmlns": namespace, "identifier": "cchc-manifest"}):
        with writer.inside("metadata"):
            writer.plain("schema", "QTIv2.1 Package")
            writer.plain("schemaversion", "1.0.0")
        writer.plain("organizations")
        with writer.inside("resources"):
            about = {"identifier": "cchc-test-file", "type": "imsqti_test_xmlv2p1", "href": "test.xml"}
            with writer.inside("resource", about):
                writer.plain("file", attributes={"href": "test.xml"})
                for name in names:
                    writer.plain("dependency", attributes={"identifierref": f"item-{name}"})
            for item, name in zip(bank, names, strict=True):
                href = f"items/{name}.xml"
                about = {"identifier": f"item-{name}", "type": "imsqti_item_xmlv2p1", "href": href}
                with writer.inside("resource", about):
                    with writer.inside("metadata"):
                        writer.plain("cchc", note_of(item), {"xmlns": "urn:cchc:note"})
                    writer.plain("file", attributes={"href": href})
    return writer.content
