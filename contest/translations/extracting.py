"""Which Vietnamese texts readers see: what templates say through `_`, and the texts of some modules.

Organisers' pages stay Vietnamese, so their texts are nobody's work.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_from_file

from contest.platform.messages import SENTENCES

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
VIETNAMESE = re.compile("[À-ÖØ-öø-ỹ]")
STAFF_FOLDERS = ("bank", "insight", "gallery.html")
STAFF_TEMPLATES = (
    "components/recorder.html",
    "entries/_poster_choices.html",
    "layouts/console.html",
    "standings/unit_desk.html",
    "standings/unit_none.html",
)
STAFF_LAYOUT = "layouts/console.html"
# Modules whose Vietnamese texts a reader meets: labels and messages of forms, names of states.
MODULES = (
    "contest/accounts/forms.py",
    "contest/accounts/views.py",
    "contest/attempts/forms.py",
    "contest/attempts/telling.py",
    "contest/attempts/views.py",
    "contest/commendations/certificates/forms.py",
    "contest/commendations/own_data.py",
    "contest/entries/card_forms.py",
    "contest/entries/data_requests.py",
    "contest/entries/forms.py",
    "contest/entries/helper_forms.py",
    "contest/entries/own_data.py",
    "contest/entries/own_data_views.py",
    "contest/entries/views.py",
    "contest/platform/fields.py",
    "contest/platform/forms.py",
    "contest/practice/views.py",
    "contest/rounds/forms.py",
    "contest/rounds/site.py",
    "contest/rules/presets.py",
    "contest/rules/ranking.py",
    "contest/rules/summary.py",
    "contest/standings/snapshots/rows.py",
    "questions/item.py",
)
# Codes of refusals that only organisers meet begin so.
STAFF_CODES = (
    "denghi.", "tk.", "dulieu.tra_loi", "dulieu.da_xong", "dot.gio_sai", "dot.da_mo", "dot.chua_dong",
    "dot.da_khoa", "dot.con_bai_mo", "dot.thieu_cau", "dot.chua_khoa", "dot.qua_gio", "dot.khong_nhap",
    "dot.con_nhap", "cauhoi.", "tep.", "thele.", "suco.", "bai.han_da_doi", "bai.khong_gia_han", "dv.",
    "the.vai_tro", "the.so_luong", "the.han", "the.da_in", "the.khong_co", "the.so_khong_co",
    "bang.da_cong_bo", "bang.con_", "boc_tham.nguon", "boc_tham.gio", "boc_tham.som", "boc_tham.thieu_so",
    "boc_tham.da_boc", "khieu_nai.", "ghi_am.", "giai.", "toan_cuoc.con_dot",
    "xem_xet.", "dong_hang.", "van_ban.", "chung_nhan.so_quyet_dinh", "sua.",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text and where it stands; counts when other languages have a form for one and for several."""

    text: str
    place: str
    counts: bool = False


def texts() -> Iterator[Text]:
    """Every text that a reader may see, in the order of places."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        if not _is_for_staff(path):
            yield from _of_template(path)
    for name in MODULES:
        yield from _of_module(ROOT / name)
    for code, text in SENTENCES.items():
        if not code.startswith(STAFF_CODES):
            yield Text(text=text, place=f"contest/platform/messages.py:{code}")


def _is_for_staff(path: Path) -> bool:
    folder = path.relative_to(TEMPLATES).parts[0]
    name = path.relative_to(TEMPLATES).as_posix()
    return (
        folder.endswith("_manage")
        or folder in STAFF_FOLDERS
        or name in STAFF_TEMPLATES
        or f'extends "{STAFF_LAYOUT}"' in path.read_text()
    )


def _of_template(path: Path) -> Iterator[Text]:
    found = extract_from_file(
        "jinja2.ext:babel_extract",
        path,
        keywords={"_": None, "_n": None},
        options={"encoding": "utf-8", "trim_blocks": "true", "lstrip_blocks": "true"},
    )
    place = path.relative_to(ROOT).as_posix()
    counting = set(re.findall(r"\b_n\('((?:[^'\\]|\\.)*)'", path.read_text()))
    for _line, message, _comments, _context in found:
        text = message if isinstance(message, str) else message[0]
        yield Text(text=text, place=place, counts=text in counting)


def _of_module(path: Path) -> Iterator[Text]:
    tree = ast.parse(path.read_text())
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    parts = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in described | parts:
            continue
        value = node.value
        if isinstance(value, str) and value == value.strip() and VIETNAMESE.search(value):
            yield Text(text=value, place=path.relative_to(ROOT).as_posix())
