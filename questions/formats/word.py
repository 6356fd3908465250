"""Questions in a Word document as Vietnamese offices write it, and writing them back.

Read are questions begun by "Câu 1." or a number (typed or automatic), choices A. B. C. D.
on lines of their own or side by side, and a key shown by bold, underlined, coloured or
highlighted letters, by a line "Đáp án: B", or by an answer table at the end. A table with
our headings is read like a workbook. Where two ways of showing the key disagree, the
question is refused.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.document import Document

from questions.formats.drafting import Defaults, Drafting, Raw, cleaned
from questions.formats.packages import UnsafeFileError, check_package
from questions.formats.reading import Place, ReadResult, merged
from questions.formats.table import headings, read_rows, row_of
from questions.formats.word_lines import GAP, Line, Look, TableBlock, blocks
from questions.item import LETTERS, Item
from questions.likeness import folded

_QUESTION = re.compile(r"câu(?:\s+hỏi)?(?:\s+số)?\s*(\d+)\s*[.:)\-–/]*\s*", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,3})\s*[.)]\s+(?=\S)")
_CHOICE = re.compile(r"\*?\s*([A-H])\s*[.):/]\s*|\*?\s*([a-h])\s*[.)]\s+")
_KEY = re.compile(
    r"(?:[→*=>\-\s]*)(?:đáp\s*án|đ/?a|chọn|trả\s+lời)(?:\s+đúng)?(?:\s+là)?\s*[:\-–.]?\s*([A-H])\s*[.)]?",
    re.IGNORECASE,
)
_KEYS_TITLE = re.compile(r"(?:bảng\s+|phần\s+)?(?:đáp\s*án|answer\s*key)(?:\s+[^:]*)?:?", re.IGNORECASE)
_PAIR = re.compile(r"(?:câu\s*)?(\d{1,3})\s*[.:)\-–/]?\s*([A-H])\b[\s,;|.]*", re.IGNORECASE)
_KEY_WITHOUT_LETTER = re.compile(r"đáp\s*án(?:\s+đúng)?(?:\s+là)?\s*:.*", re.IGNORECASE)
_SECTION = re.compile(r"(?:phần|chương|mục|bài)\s+(?:\d+|[IVX]+)\b.*|[IVX]+\s*[.)\-]\s+.*", re.IGNORECASE)
_END = re.compile(r"[\W_]*hết[\W_]*", re.IGNORECASE)
# The choices A to H are known by their letters.
_MOST_CHOICES = 8
_LABELLED = {
    "ma": "code",
    "ma cau": "code",
    "chu de": "topic",
    "muc do": "level",
    "giai thich": "explanation",
    "loi giai": "explanation",
    "huong dan giai": "explanation",
    "can cu": "citation",
    "can cu phap ly": "citation",
    "co so phap ly": "citation",
    "trich dan": "citation",
    "nguon": "citation",
    "hieu luc tu": "valid_from",
    "hieu luc den": "valid_to",
    "nhan": "tags",
    "du kien": "facts",
    "giu phuong an cuoi": "pin_last",
    "thay bang": "replaced_by",
    "nguoi soan": "author",
}
_LABEL = re.compile(r"\(?([^\W\d_][\w ]{0,24}?)\s*:\s*")


_UNNUMBERED = ("no-number", "Phương án không đứng dưới câu nào có số; hãy ghi “Câu 1.” trước câu dẫn.")


@dataclass
class _Question:
    """A question while its lines are being gathered."""

    line: int
    number: int
    stem: list[str] = field(default_factory=list)
    choices: list[Line] = field(default_factory=list)
    labels: list[tuple[Look, bool]] = field(default_factory=list)
    keys: set[int] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)
    last_field: str = ""
    fault: tuple[str, str] | None = None


def read(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:
    """Read a .docx file; places count paragraphs from the top, those in tables included."""
    drafting = Drafting(defaults or Defaults())
    top = Place(file=file, line=1)
    try:
        check_package(content)
        document = docx.Document(io.BytesIO(content))
        gathering = _Gathering(file, drafting)
        convert_legacy = defaults is not None and defaults.convert_legacy
        gathering.read(list(blocks(document, convert_legacy=convert_legacy)))
        return merged([gathering.result(), *gathering.tables])
    except UnsafeFileError as error:
        drafting.note(top, error.code, str(error))
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, IndexError):
        # python-docx raises whatever it happens to trip over.
        drafting = Drafting(Defaults())
        drafting.note(top, "not-a-document", "Tệp không phải văn bản Word (.docx) đọc được.")
    return drafting.result()


class _Gathering:
    """Gathers questions from the lines of a document."""

    def __init__(self, file: str, drafting: Drafting) -> None:
        self.file = file
        self.drafting = drafting
        self.questions: list[_Question] = []
        self.tables: list[ReadResult] = []
        self.table_keys: dict[int, int] = {}
        self.current: _Question | None = None
        self.numbered_by_word = False
        self.in_keys = False
        self.told_legacy = False

    def read(self, parts: list[Line | TableBlock]) -> None:
        lines = [line for part in parts for line in ([part] if isinstance(part, Line) else part.lines)]
        self.numbered_by_word = any(_QUESTION.match(line.text) for line in lines)
        for part in parts:
            if isinstance(part, Line):
                self.read_line(part)
            elif not self.read_table(part):
                for line in part.lines:
                    self.read_line(line)

    def read_table(self, table: TableBlock) -> bool:
        """Whether the table is a list of questions or of keys, and has been read as such."""
        rows = [(table.number + index, row) for index, row in enumerate(table.rows)]
        names = {folded(cell) for cell in table.rows[0]} if table.rows else set()
        if {"cau hoi", "dap an"} <= names:
            self.tables.append(read_rows(rows, file=self.file, defaults=Defaults()))
            return True
        pairs = _pairs_of_table(table.rows)
        for number, key in pairs.items():
            self.table_keys[number] = key
        if pairs:
            self.current = None
        return bool(pairs)

    def read_line(self, line: Line) -> None:
        text = line.text
        if not text:
            return
        if self.in_keys and self.read_pairs(text):
            return
        if self.is_complete() and _KEYS_TITLE.fullmatch(text) and not _KEY.fullmatch(text):
            self.in_keys, self.current = True, None
        elif _END.fullmatch(text) or (self.is_complete() and _is_section(text)):
            self.current = None
        elif start := _QUESTION.match(text) or (None if self.numbered_by_word else _NUMBER.match(text)):
            self.in_keys = False
            self.begin(line, int(start[1]), text[start.end() :])
        elif self.current is not None:
            self.continue_question(self.current, line)
        elif _CHOICE.match(text):
            self.begin(line, 0, "")
            self.continue_question(self.questions[-1], line)
        elif line.legacy_font and not self.told_legacy:
            # Without conversion even "Câu 1." cannot be recognised.
            self.told_legacy = True
            self.drafting.note(Place(file=self.file, line=line.number), *_legacy(line))

    def is_complete(self) -> bool:
        """Whether no question is waiting for more of its stem."""
        return self.current is None or bool(self.current.choices)

    def read_pairs(self, text: str) -> bool:
        """Read "1.A 2.B 3-C": only when the whole line is made of such pairs."""
        pairs = list(_PAIR.finditer(text))
        if "".join(pair[0] for pair in pairs) != text or not pairs:
            return False
        for pair in pairs:
            self.table_keys[int(pair[1])] = LETTERS.index(pair[2].upper())
        return True

    def begin(self, line: Line, number: int, stem: str) -> None:
        self.current = _Question(line=line.number, number=number, stem=[stem] if stem else [])
        self.questions.append(self.current)
        if line.legacy_font:
            self.current.fault = _legacy(line)

    def continue_question(self, question: _Question, line: Line) -> None:
        if line.legacy_font:
            question.fault = _legacy(line)
        text = line.text
        if key := _KEY.fullmatch(text):
            question.keys.add(LETTERS.index(key[1].upper()))
        elif label := _label(text):
            question.last_field, question.fields[label[0]] = label
        elif question.last_field and not text.startswith(("A.", "A)")):
            question.fields[question.last_field] += f"\n{text}"
        elif _CHOICE.match(text):
            self.read_choices(question, line)
        elif not question.choices:
            question.stem.append(text)
        elif _KEY_WITHOUT_LETTER.fullmatch(text):
            question.fault = ("key-out-of-range", f"“{text}” không phải chữ cái của một phương án.")
        elif question.choices[-1].number == line.number:
            last = question.choices[-1]
            question.choices[-1] = Line(
                number=last.number, text=f"{last.text}\n{text}", looks=(*last.looks, Look.PLAIN, *line.looks)
            )
        else:
            question.fault = (
                "stray-line",
                f"Đoạn “{text[:60]}” đứng sau các phương án không rõ thuộc về đâu.",
            )

    def read_choices(self, question: _Question, line: Line) -> None:
        if question.choices and line.text.lstrip("* ")[0] in "Aa":
            # The stem of a question without a number has run into the one before it.
            question.fault = _UNNUMBERED
            self.begin(line, 0, "")
            question = self.questions[-1]
        if not question.stem:
            question.fault = _UNNUMBERED
        for piece, letter in _side_by_side(line, len(question.choices)):
            if letter != LETTERS[len(question.choices)]:
                question.fault = ("letter-order", f"Phương án “{letter}” không theo thứ tự A, B, C, D.")
                return
            _add_choice(question, piece)

    def result(self) -> ReadResult:
        for question in self.questions:
            self.finish(question)
        return self.drafting.result()

    def finish(self, question: _Question) -> None:
        place = Place(file=self.file, line=question.line)
        texts = ["\n".join(question.stem), *(choice.text for choice in question.choices)]
        if question.fault:
            self.drafting.refuse(place, *question.fault)
            return
        if any(GAP in text for text in (*texts, *question.fields.values())):
            message = "Câu hỏi có hình, công thức hoặc khung chữ; hãy nhập phần này bằng tay."
            self.drafting.refuse(place, "media", message)
            return
        keys = set(question.keys)
        if question.number in self.table_keys:
            keys.add(self.table_keys[question.number])
        shown = _shown_keys(question)
        if len(keys) == 1 and shown and not keys & shown:
            told, seen = (", ".join(LETTERS[key] for key in sorted(some)) for some in (keys, shown))
            message = f"Đáp án ghi là {told} nhưng phương án được tô đậm, gạch chân hoặc tô màu là {seen}."
            self.drafting.refuse(place, "keys-disagree", message)
            return
        letters = ",".join(LETTERS[key] for key in sorted(keys or shown))
        listed = {name: _parts(question.fields.pop(name, "")) for name in ("tags", "facts")}
        extra: dict[str, Any] = {**question.fields, **listed}
        self.drafting.add(Raw(place=place, stem=texts[0], choices=tuple(texts[1:]), key=letters, **extra))


def _is_section(text: str) -> bool:
    """A heading between questions: "Phần II", "III. …", or a line in capitals."""
    if _SECTION.fullmatch(text):
        return True
    in_capitals = text.isupper() and " " in text
    return in_capitals and not (_CHOICE.match(text) or _KEY.fullmatch(text) or _label(text))


def _label(text: str) -> tuple[str, str] | None:
    """The field and the text of a line such as "Căn cứ: Điều 4", or None."""
    match = _LABEL.match(text)
    name = _LABELLED.get(folded(match[1])) if match else None
    return (name, text[match.end() :]) if match and name else None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.replace(";", ",").split(","))


def _legacy(line: Line) -> tuple[str, str]:
    return (
        "legacy-font",
        f"Văn bản dùng phông cũ “{line.legacy_font}”; hãy chuyển sang Unicode hoặc chọn tự chuyển khi nhập.",
    )


def _side_by_side(line: Line, known: int) -> list[tuple[Line, str]]:
    """The choices of a line: one, or several divided by tabs or wide spaces.

    Single spaces divide too, where at least three letters follow each other in order.
    """
    for gap in (r"(?:\t\s*|\s{2,})", r"\s"):
        cuts = [0]
        for letter in LETTERS[known + 1 : _MOST_CHOICES]:
            following = re.compile(rf"{gap}(?=\*?\s*{letter}\s*[.):/]\s*\S)").search(line.text, cuts[-1])
            if following is None:
                break
            cuts.append(following.end())
        if len(cuts) > (1 if gap.startswith("(") else 2):
            break
    else:
        cuts = [0]
    pieces = [line.part(begin, end) for begin, end in zip(cuts, [*cuts[1:], len(line.text)], strict=True)]
    return [(piece, _letter(piece)) for piece in pieces]


def _letter(piece: Line) -> str:
    match = _CHOICE.match(piece.text)
    return (match[1] or match[2]).upper() if match else "?"


def _add_choice(question: _Question, piece: Line) -> None:
    """Note the choice without its letter, and how the letter looks."""
    match = _CHOICE.match(piece.text)
    end = match.end() if match else 0
    place = piece.text.find(_letter(piece)) if match and match[1] else 0
    starred = piece.text.startswith("*")
    question.labels.append((piece.looks[place], starred))
    question.choices.append(piece.part(end, len(piece.text)))


def _shown_keys(question: _Question) -> set[int]:
    """The choices that stand out from the others by one look or another.

    A look counts where some but not all choices have it; where several looks count, they
    must agree, or all they point at is answered and the question is refused as ambiguous.
    """
    everyone = set(range(len(question.choices)))
    ways = [{index for index, (_, starred) in enumerate(question.labels) if starred}]
    for look in (Look.BOLD, Look.UNDERLINE, Look.COLOUR, Look.HIGHLIGHT):
        ways.append({index for index, (label, _) in enumerate(question.labels) if label & look})
        ways.append({index for index, choice in enumerate(question.choices) if _mostly(choice, look)})
    return {index for way in ways if way != everyone for index in way}


def _mostly(choice: Line, look: Look) -> bool:
    """Whether more than half of the letters have the look."""
    looks = [seen for sign, seen in zip(choice.text, choice.looks, strict=True) if not sign.isspace()]
    return sum(bool(seen & look) for seen in looks) * 2 > len(looks)


def _pairs_of_table(rows: list[list[str]]) -> dict[int, int]:
    """Question numbers with their keys, where the table holds nothing else; {} otherwise."""
    for table in (rows, [list(column) for column in zip(*rows, strict=False)]):
        pairs = _pairs_of_rows(table)
        if pairs:
            return pairs
    cells = [cell for row in rows for cell in row if cell]
    found = [_PAIR.fullmatch(cell) for cell in cells]
    if cells and all(found):
        return {int(match[1]): LETTERS.index(match[2].upper()) for match in found if match}
    return {}


def _pairs_of_rows(rows: list[list[str]]) -> dict[int, int]:
    """Rows of numbers each followed by a row of letters, headed by "Câu" and "Đáp án" or not."""
    pairs: dict[int, int] = {}
    if len(rows) % 2:
        return {}
    for numbers, letters in zip(rows[::2], rows[1::2], strict=True):
        for number, letter in zip(numbers, letters, strict=False):
            digits = re.fullmatch(r"(?:câu\s*)?(\d+)\.?", number.strip(), re.IGNORECASE)
            key = re.fullmatch(r"([A-H])\.?", letter.strip(), re.IGNORECASE)
            if digits and key:
                pairs[int(digits[1])] = LETTERS.index(key[1].upper())
            elif folded(number).startswith("cau") or not (number.strip() or letter.strip()):
                continue
            else:
                return {}
    return pairs


def write(items: Iterable[Item]) -> bytes:
    """The items as a document that ``read`` reads back unchanged.

    Raises ValueError naming the questions whose text would be taken for something else; to
    know, the document is read back before it is handed out.
    """
    bank = tuple(map(cleaned, items))
    document: Document = docx.Document()
    for number, item in enumerate(bank, start=1):
        _write_item(document, number, item)
    out = io.BytesIO()
    document.save(out)
    held = set(read(out.getvalue(), file="").items)
    lost = [item.code for item in bank if item not in held]
    if lost:
        raise ValueError(f"a Word document cannot hold the items {', '.join(lost)}")
    return out.getvalue()


def _write_item(document: Document, number: int, item: Item) -> None:
    if not item.has_key:
        raise ValueError(f"item {item.code!r} has no key to write")
    head = headings([item])
    cells = dict(zip(head, row_of(item, len(head)), strict=True))
    paragraph = document.add_paragraph()
    paragraph.add_run(f"Câu {number}. ").bold = True
    paragraph.add_run(item.stem)
    for letter, choice in zip(LETTERS, item.choices, strict=False):
        document.add_paragraph(f"{letter}. {choice}")
    for heading, text in cells.items():
        if text and len(heading) > 1 and heading != "Câu hỏi":
            document.add_paragraph(f"{heading}: {text}")
