"""Questions in QTI 1.2, as Canvas, Blackboard, Sakai and others exchange them.

Source: IMS QTI 1.2.1, "ASI XML Binding". The key is found by marking each choice as the
file says, so it does not matter in which of the many ways the file says it.
"""

from collections.abc import Iterable, Iterator

from questions.formats.drafting import Drafting, cleaned
from questions.formats.notes import feedback_of, note_of
from questions.formats.qti_item import FoundItem, draft
from questions.formats.qti_package import MANIFEST, identifiers, packed
from questions.formats.reading import Place
from questions.formats.texts import PlainText, from_markup, joined
from questions.formats.xml_tree import Node
from questions.formats.xml_writing import XmlWriter
from questions.item import LETTERS, Item

_NOTE = "cchc"
_NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_ANSWERED_BY = (
    "response_lid",
    "response_str",
    "response_num",
    "response_xy",
    "response_grp",
    "response_extension",
)
_MEDIA = frozenset({"matimage", "mataudio", "matvideo", "matapplet", "matapplication", "matref"})
_KIND_LABELS = ("question_type", "bbmd_questiontype", "qmd_itemtype", "cc_profile")
_EXPLANATIONS = ("general_fb", "general_feedback", "solution")
_MOST_CONDITIONS = 500


def read_items(root: Node, file: str, drafting: Drafting) -> None:
    """Every item of a file, in assessments, sections, object banks or by itself."""
    for node in root.below("item"):
        place = Place(file=file, line=node.line)
        if drafting.is_full(place):
            break
        _read_item(node, place, drafting)


def _read_item(node: Node, place: Place, drafting: Drafting) -> None:
    metadata = _metadata(node)
    presentation = node.first("presentation") or Node(name="presentation")
    responses = list(presentation.below(*_ANSWERED_BY))
    if kind := _other_kind(responses):
        named = next((metadata[label] for label in _KIND_LABELS if metadata.get(label)), kind)
        drafting.refuse_type(place, named)
        return
    own = _NOTE in metadata
    labels = list(responses[0].below("response_label"))
    feedback, asides = _feedback(node, own=own)
    found = FoundItem(
        place=place,
        name=node.attributes.get("ident", ""),
        title=node.attributes.get("title", ""),
        stem=joined(_words(presentation, own=own)),
        choices=tuple(joined(_words(label, own=own)) for label in labels),
        key=_keys(node, [label.attributes.get("ident", "") for label in labels]),
        feedback=feedback,
        asides=asides,
        note=metadata.get(_NOTE),
    )
    draft(found, drafting)


def _metadata(node: Node) -> dict[str, str]:
    """What the item says of itself, by label; elements of older files count as labels."""
    told: dict[str, str] = {}
    for part in node.all("itemmetadata"):
        for field in part.below("qtimetadatafield"):
            label, entry = field.first("fieldlabel"), field.first("fieldentry")
            if label and entry:
                told.setdefault(label.text.strip(), entry.text.strip())
        for element in part.below(*_KIND_LABELS):
            told.setdefault(element.name, element.text.strip())
    return told


def _other_kind(responses: list[Node]) -> str:
    """What the item is when it is no single choice, "" when it is one."""
    if not responses:
        return "text_only"
    if len(responses) > 1:
        return "multiple_responses"
    (response,) = responses
    cardinality = response.attributes.get("rcardinality", "Single")
    if response.name != "response_lid" or not any(response.below("render_choice")):
        render = next((child.name for child in response.children if child.name.startswith("render_")), "")
        return " ".join(filter(None, (response.name, render)))
    return "" if cardinality.lower() == "single" else f"response_lid {cardinality}"


def _words(node: Node, *, own: bool) -> Iterator[PlainText]:
    """The words of every <material> below, those of the choices left out."""
    for child in node.children:
        if child.name == "material":
            yield _material(child, own=own)
        elif child.name != "render_choice":
            yield from _words(child, own=own)


def _material(node: Node, *, own: bool) -> PlainText:
    parts: list[PlainText] = []
    for child in node.children:
        if child.name == "mat_extension":
            # Blackboard's own way of holding HTML.
            parts.extend(from_markup(text.text, kind="html") for text in child.all("mat_formattedtext"))
        elif child.name in ("mattext", "matemtext"):
            plain = own and child.attributes.get("texttype") == "text/plain"
            html = child.attributes.get("texttype") in ("text/html", "text/xhtml")
            text = child.markup() if child.children else child.text
            kind = "plain" if plain else "html" if html or child.children else ""
            parts.append(from_markup(text, kind=kind))
        elif child.name in _MEDIA:
            parts.append(PlainText(text="", has_script=False, has_media=True))
    return joined(parts)


def _feedback(node: Node, *, own: bool) -> tuple[PlainText, tuple[PlainText, ...]]:
    """The explanation for everybody, and the remarks shown for certain answers."""
    found: list[PlainText] = []
    others: list[PlainText] = []
    for feedback in node.all("itemfeedback"):
        words = joined(_words(feedback, own=own))
        for_everybody = feedback.attributes.get("ident", "").lower() in _EXPLANATIONS or any(
            feedback.below("solution")
        )
        if words.text or words.has_script:
            (found if for_everybody else others).append(words)
    return joined(found), tuple(others)


def _keys(node: Node, idents: list[str]) -> str:
    """The letters of the choices that earn the most; none when no choice earns anything."""
    processing = node.first("resprocessing")
    conditions = list(processing.all("respcondition")) if processing else []
    if len(idents) > len(LETTERS) or len(conditions) > _MOST_CONDITIONS:
        return ""
    scores = [_score(conditions, ident) for ident in idents]
    best = max(scores, default=0)
    letters = [letter for letter, score in zip(LETTERS, scores, strict=False) if score == best > 0]
    return ",".join(letters)


def _score(conditions: Iterable[Node], choice: str) -> float:
    """What choosing this choice earns."""
    score = 0.0
    for condition in conditions:
        if not all(_holds(test, choice) for test in condition.all("conditionvar")):
            continue
        for change in condition.all("setvar"):
            score = _changed(score, change)
        if condition.attributes.get("continue", "No").lower() != "yes":
            break
    return score


def _changed(score: float, change: Node) -> float:
    if "SCORE" not in change.attributes.get("varname", "SCORE").upper():
        return score
    try:
        # "SCORE.max" is Blackboard's word for all points.
        value = 100.0 if change.text.strip() == "SCORE.max" else float(change.text)
    except ValueError:
        return score
    match change.attributes.get("action", "Set").lower():
        case "add":
            return score + value
        case "subtract":
            return score - value
        case "set":
            return value
    return score


def _holds(test: Node, choice: str) -> bool:
    """Whether a condition holds for a person who chose this choice."""
    within = (_holds(child, choice) for child in test.children)
    match test.name:
        case "conditionvar" | "and":
            holds = all(within)
        case "or":
            holds = any(within)
        case "not":
            holds = not any(within)
        case "varequal":
            holds = test.text.strip() == choice
        case "varsubset":
            holds = choice in [part.strip() for part in test.text.split(",")]
        case name:
            holds = name == "other"
    return holds


def write(items: Iterable[Item]) -> bytes:
    """The items as a QTI 1.2 package that ``read`` reads back unchanged."""
    bank = [cleaned(item) for item in items]
    writer = XmlWriter()
    with (
        writer.inside("questestinterop", {"xmlns": _NAMESPACE}),
        writer.inside("assessment", {"ident": "cchc", "title": "CCHC"}),
        writer.inside("section", {"ident": "root_section"}),
    ):
        for item, ident in zip(bank, identifiers(bank), strict=True):
            with writer.inside("item", {"ident": ident, "title": item.code}):
                _write_item(writer, item)
    return packed({MANIFEST: _manifest(), "cchc/cchc.xml": writer.content})


def _write_item(writer: XmlWriter, item: Item) -> None:
    if not item.has_key:
        raise ValueError(f"item {item.code!r} has no key to write")
    with writer.inside("itemmetadata"), writer.inside("qtimetadata"):
        told = (("question_type", "multiple_choice_question"), ("points_possible", "1"))
        for label, entry in (*told, (_NOTE, note_of(item))):
            with writer.inside("qtimetadatafield"):
                writer.plain("fieldlabel", label)
                writer.plain("fieldentry", entry)
    letters = LETTERS[: len(item.choices)]
    with writer.inside("presentation"):
        _write_material(writer, item.stem)
        with (
            writer.inside("response_lid", {"ident": "response1", "rcardinality": "Single"}),
            writer.inside("render_choice", {"shuffle": "Yes"}),
        ):
            for letter, choice in zip(letters, item.choices, strict=True):
                fixed = item.pin_last and letter == letters[-1]
                rshuffle = {"rshuffle": "No"} if fixed else {}
                with writer.inside("response_label", {"ident": letter} | rshuffle):
                    _write_material(writer, choice)
    feedback = feedback_of(item)
    _write_marking(writer, item.key_letter, has_feedback=bool(feedback))
    if feedback:
        with writer.inside("itemfeedback", {"ident": _EXPLANATIONS[0]}), writer.inside("flow_mat"):
            _write_material(writer, feedback)


def _write_material(writer: XmlWriter, text: str) -> None:
    with writer.inside("material"):
        writer.plain("mattext", text, {"texttype": "text/plain"})


def _write_marking(writer: XmlWriter, key: str, *, has_feedback: bool) -> None:
    with writer.inside("resprocessing"):
        with writer.inside("outcomes"):
            range_of = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
            writer.plain("decvar", attributes=range_of)
        if has_feedback:
            with writer.inside("respcondition", {"continue": "Yes"}):
                with writer.inside("conditionvar"):
                    writer.plain("other")
                shown = {"feedbacktype": "Response", "linkrefid": _EXPLANATIONS[0]}
                writer.plain("displayfeedback", attributes=shown)
        with writer.inside("respcondition", {"continue": "No"}):
            with writer.inside("conditionvar"):
                writer.plain("varequal", key, {"respident": "response1"})
            writer.plain("setvar", "100", {"action": "Set", "varname": "SCORE"})


def _manifest() -> bytes:
    writer = XmlWriter()
    namespace = "http://www.imsglobal.org/xsd/imscp_v1p1"
    with writer.inside("manifest", {"xmlns": namespace, "identifier": "cchc-manifest"}):
        with writer.inside("metadata"):
            writer.plain("schema", "IMS Content")
            writer.plain("schemaversion", "1.1.3")
        writer.plain("organizations")
        with (
            writer.inside("resources"),
            writer.inside("resource", {"identifier": "cchc", "type": "imsqti_xmlv1p2"}),
        ):
            writer.plain("file", attributes={"href": "cchc/cchc.xml"})
    return writer.content
