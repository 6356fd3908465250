"""What both versions of QTI say about one choice item, and how it becomes a question."""

from dataclasses import dataclass

from questions.formats.drafting import Drafting, Raw
from questions.formats.notes import NoteError, explanation_and_citation, fields_of
from questions.formats.reading import Place
from questions.formats.texts import PlainText

LONGEST_CODE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """A single-choice item as its file spells it.

    ``asides`` are words for certain answers only, or for those who mark. ``note`` is what we
    wrote beside the item, None in the files of others. ``key`` holds letters.
    """

    place: Place
    name: str
    title: str
    stem: PlainText
    choices: tuple[PlainText, ...]
    key: str
    feedback: PlainText
    asides: tuple[PlainText, ...]
    note: str | None


def draft(found: FoundItem, drafting: Drafting) -> None:
    """Import the item, or note why it cannot be imported."""
    parts = (found.stem, found.feedback, *found.choices)
    if any(part.has_script for part in (*parts, *found.asides)):
        drafting.refuse(found.place, "script", "Câu hỏi chứa script; hãy xóa, chỉ để lại chữ.")
        return
    if any(part.has_media for part in parts):
        message = "Câu hỏi có hình hoặc âm thanh; hãy nhập phần này bằng tay."
        drafting.refuse(found.place, "media", message)
        return
    own = found.note is not None
    try:
        told = fields_of(found.note) if found.note is not None else {}
    except NoteError as error:
        message = "Mục cchc bị sửa hỏng; hãy xóa mục đó."
        drafting.refuse(found.place, "bad-note", message, value=str(error))
        return
    for aside in found.asides:
        message = "Lời nhận xét riêng cho từng câu trả lời hoặc cho người chấm không được giữ lại."
        drafting.note(found.place, "choice-feedback", message, value=aside.text, severity="warning")
    cited = told.pop("citation", "") if own else None
    explanation, citation = explanation_and_citation(found.feedback.text, cited)
    drafting.add(
        Raw(
            place=found.place,
            # Names are unique in a file, titles need not be; but our titles are codes.
            code=found.title if own else _code(found.name),
            stem=found.stem.text,
            choices=tuple(choice.text for choice in found.choices),
            key=found.key,
            explanation=explanation,
            citation=citation,
            **told,
        )
    )


def _code(name: str) -> str:
    """The name that a program gave an item, unless it is a digest that nobody could write down."""
    return name if len(name) <= LONGEST_CODE else ""
