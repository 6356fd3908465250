"""A paper as a file: the document from its dossier, then Word, PDF or a workbook of its lists."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from jinja2 import TemplateError

from contest.commendations.documents.catalogue import Kind
from contest.commendations.documents.dossier import Dossier
from contest.commendations.documents.lists import whereabouts
from contest.commendations.documents.terms import LABELS, DocumentTerms
from contest.commendations.paper_errors import PaperFieldsMissing, PaperUnknown, TemplateBroken
from contest.platform.files.official import Block, Official, Table
from contest.platform.files.pdf import write_pdf
from contest.platform.files.spreadsheet import Column, Sheet, workbook_of
from contest.platform.files.spreadsheet import Kind as CellKind
from contest.platform.files.word import write_word
from contest.platform.language.vietnamese_numbers import number
from contest.platform.language.vietnamese_words import vnd_words

MEETING = {
    "held_at": "Thời gian bắt đầu họp",
    "ended_at": "Thời gian kết thúc họp",
    "present": "Thành phần tham dự",
}
FORMATS = {"docx": "Word (.docx)", "pdf": "PDF", "xlsx": "Bảng tính (.xlsx)"}
SHEET_WIDTH = 0.55  # columns of a workbook for a millimetre of paper


def document_of(kind: Kind, dossier: Dossier) -> Official:
    """The paper; raises PaperFieldsMissing, which names everything that is missing."""
    missing = missing_terms(kind.needs, dossier.terms)
    if kind.is_of_meeting:
        missing += [label for name, label in MEETING.items() if not getattr(dossier.particulars, name)]
    if missing:
        raise PaperFieldsMissing(paper=kind.title, fields=tuple(missing))
    return kind.build(dossier)


def missing_terms(needs: tuple[str, ...], terms: DocumentTerms) -> list[str]:
    """What is empty of the terms that a paper needs, in words."""
    return [LABELS[name] for name in needs if not str(getattr(terms, name)).strip()]


def word_of(document: Official, template: bytes, dossier: Dossier | None = None) -> bytes:
    """The Word file; raises TemplateBroken where a template of organisers asks for what is not there."""
    try:
        return write_word(document, template, more={} if dossier is None else more_fields(dossier))
    except TemplateError:
        raise TemplateBroken from None


def file_of(document: Official, form: str, *, template: bytes, dossier: Dossier) -> bytes:
    """The paper in one of FORMATS; raises PaperUnknown for a workbook of a paper without lists."""
    if form == "docx":
        return word_of(document, template, dossier)
    if form == "pdf":
        return write_pdf(document)
    if form == "xlsx" and has_tables(document):
        return _workbook(document, created=dossier.outcome.publication.published_at)
    raise PaperUnknown


def more_fields(dossier: Dossier) -> dict[str, object]:
    """The fields that only templates of organisers use: the same prizes, one by one."""
    winners = [one for outcome in dossier.outcomes for one in outcome.winners]
    units = [one for outcome in dossier.outcomes for one in outcome.units]
    total = sum(outcome.total_vnd for outcome in dossier.outcomes)
    return {
        "ten_cuoc_thi": dossier.contest.title,
        "dot_thi": ", ".join(outcome.name for outcome in dossier.outcomes),
        "ca_nhan": [
            {
                "ho_ten": one.result.name,
                "don_vi": whereabouts(one.result.unit_name, one.result.place_name),
                "nhom": one.nomination.division_name,
                "giai": one.nomination.prize,
                "tien": number(one.nomination.amount_vnd),
            }
            for one in winners
        ],
        "tap_the": [
            {
                "ten": one.result.name,
                "khoi": one.result.group_name,
                "giai": one.nomination.prize,
                "tien": number(one.nomination.amount_vnd),
            }
            for one in units
        ],
        "tong_tien": number(total),
        "tong_tien_bang_chu": vnd_words(total),
    }


def _tables(document: Official) -> Iterator[tuple[str, Table]]:
    parts: list[tuple[str, tuple[Block, ...]]] = [(document.subject, document.blocks)]
    parts += [(annex.title, annex.blocks) for annex in document.annexes]
    for title, blocks in parts:
        yield from ((title, block) for block in blocks if isinstance(block, Table))


def has_tables(document: Official) -> bool:
    """Whether a workbook of the paper would hold anything."""
    return any(True for _ in _tables(document))


def _workbook(document: Official, *, created: datetime) -> bytes:
    sheets = [
        Sheet(
            name=f"Bảng {index}",
            title=title,
            note=document.code,
            columns=tuple(
                Column(
                    header=column.header,
                    width=max(8, round(column.width * SHEET_WIDTH)),
                    kind=CellKind.NUMBER if column.is_number else CellKind.TEXT,
                )
                for column in table.columns
            ),
            rows=[
                [
                    _cell(text, is_number=column.is_number)
                    for column, text in zip(table.columns, row, strict=True)
                ]
                for row in (*table.rows, *table.totals)
            ],
        )
        for index, (title, table) in enumerate(_tables(document), start=1)
    ]
    return workbook_of(sheets, title=document.subject, created=created)


def _cell(text: str, *, is_number: bool) -> object:
    bare = text.replace(".", "")
    if not is_number:
        return text
    return int(bare) if bare.isdecimal() else None


def zipped(files: Iterator[tuple[str, bytes]]) -> bytes:
    """Files in one archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return target.getvalue()
