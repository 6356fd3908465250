"""Write every kind of file the product exports into a folder, from a small made-up contest.

    python tests/documents/make_files.py FOLDER

Whoever opens the files with a second program (make documents) starts here. Answers with one line a file.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import IO

from contest import create_app
from contest.bank import imports, marked_workbook
from contest.bank import queries as bank
from contest.bank.queries import Filter
from contest.commendations import exports
from contest.commendations.documents import making
from contest.commendations.documents import settings as papers
from contest.commendations.documents.catalogue import CONTEST_KINDS, ROUND_KINDS, WHOLE_KINDS
from contest.commendations.documents.dossier import (
    Dossier,
    Particulars,
    outcomes_of,
    round_outcome,
    whole_outcome,
)
from contest.commendations.documents.reminder import reminder
from contest.commendations.documents.situation import situation
from contest.commendations.documents.template_files import own_template
from contest.commendations.results import results_of
from contest.demonstration import scenarios
from contest.insight import files as insight_files
from contest.insight.overview import SlowUnit, overview
from contest.insight.situation import situation_of
from contest.platform.database import db
from contest.platform.files.csv_files import write_csv
from contest.rounds import queries as rounds
from contest.settings import Settings
from contest.units import importing, workbooks
from contest.units.listing import Wanted, listing
from questions.formats import spreadsheet
from questions.formats.catalogue import FORMATS

PEOPLE, SEED = 120, 7
NOW = datetime(2024, 12, 5, 2, tzinfo=UTC)


def make_files(folder: Path) -> list[Path]:
    """Simulate and publish a contest in a database that is thrown away, then write every file."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance:
        settings = Settings(
            environment="test",
            instance_path=instance,
            secret_key="made up for one run of the exports",
            password_memory_kib=8,
            password_passes=1,
        )
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            round_ids = scenarios.load_simulation(people=PEOPLE, seed=SEED)
            made = [
                *_results(folder, round_ids[0]),
                *_papers(folder, round_ids[0]),
                *_insight(folder),
                *_questions(folder),
                *_units(folder),
            ]
            db.session.remove()
            db.engine.dispose()
    return made


def _opened(path: Path) -> IO[bytes]:
    return path.open("wb")


def _results(folder: Path, round_id: int) -> Iterator[Path]:
    results = results_of(round_id, 1)
    path = folder / "ket-qua.xlsx"
    with _opened(path) as target:
        exports.write_results(target, results)
    yield path
    headers = [column.header for column in exports.PERSON_COLUMNS]
    for division in results.rules.divisions:
        path = folder / f"ca-nhan-{division.code}.csv"
        with _opened(path) as target:
            write_csv(target, headers, exports.person_rows(results, division))
        yield path


def _papers(folder: Path, round_id: int) -> Iterator[Path]:
    """Every official paper as Word and workbook, and its template as it is."""
    contest = rounds.current_contest()
    names = ("committee_signer", "agency_signer", "secretary", "preparer", "accountant")
    terms = replace(papers.terms_of(contest.id, now=NOW), **dict.fromkeys(names, "Nguyễn Mẫu Ánh"))
    said = Particulars(number=8, day=NOW.date(), held_at=NOW, ended_at=NOW, present="Ông Mẫu\nBà Mẫu")
    one_round, whole = (round_outcome(round_id),), (whole_outcome(contest.id),)
    wanted = [
        *((kind, one_round, "") for kind in ROUND_KINDS),
        *((kind, whole, "-toan-cuoc") for kind in WHOLE_KINDS),
        *((kind, outcomes_of(contest.id), "") for kind in CONTEST_KINDS),
    ]
    for kind, outcomes, about in wanted:
        dossier = Dossier(contest=contest, outcomes=outcomes, terms=terms, particulars=said)
        document = making.document_of(kind, dossier)
        template = own_template(kind.code)
        for form in ("docx", "xlsx"):
            path = folder / f"{kind.code}{about}.{form}"
            path.write_bytes(making.file_of(document, form, template=template, dossier=dossier))
            yield path
    units = [SlowUnit(name="Sở Mẫu", under="Tỉnh", headcount=40, people=1, rate=Fraction(1, 40))] * 30
    letter = reminder(contest=contest, units=units, terms=terms, closes_at=NOW, now=NOW)
    path = folder / "cong-van-nhac.docx"
    path.write_bytes(making.word_of(letter, own_template("cong-van-nhac")))
    yield path
    report = situation(contest=contest, seen=situation_of(overview(contest, now=NOW)), terms=terms, now=NOW)
    path = folder / "bao-cao-tinh-hinh.docx"
    path.write_bytes(making.word_of(report, own_template("bao-cao-tinh-hinh")))
    yield path


def _insight(folder: Path) -> Iterator[Path]:
    path = folder / "don-vi-can-don-doc.xlsx"
    path.write_bytes(insight_files.slow_units_workbook(overview(rounds.current_contest(), now=NOW), now=NOW))
    yield path


def _questions(folder: Path) -> Iterator[Path]:
    """The template, a few questions in every format, and a file given back with its faults marked."""
    path = folder / "mau-cau-hoi.xlsx"
    path.write_bytes(spreadsheet.write(()))
    yield path
    items = [one.content for one in bank.list_items(Filter(), limit=30)]
    for ending, form in FORMATS.items():
        path = folder / f"cau-hoi{ending}"
        path.write_bytes(form.write(items))
        yield path
    content = (folder / "cau-hoi.xlsx").read_bytes()
    checked = imports.check(content, name="cau-hoi.xlsx", today=date(2024, 12, 5))
    path = folder / "danh-dau-loi.xlsx"
    path.write_bytes(marked_workbook.marked(checked, content, now=NOW))
    yield path


def _units(folder: Path) -> Iterator[Path]:
    """The list as shown, and both templates."""
    list_id = rounds.current_contest().unit_list_id
    found = listing(list_id=list_id, wanted=Wanted(), on=NOW.date()).found
    path = folder / "don-vi.xlsx"
    path.write_bytes(workbooks.exported(found, title="Cơ quan, đơn vị", note="Danh sách mẫu", now=NOW))
    yield path
    for kind in importing.ImportKind:
        path = folder / f"mau-{kind}.xlsx"
        path.write_bytes(importing.template(kind, list_id=list_id, now=NOW))
        yield path


if __name__ == "__main__":
    for made in make_files(Path(sys.argv[1])):
        sys.stdout.write(f"{made}\n")
