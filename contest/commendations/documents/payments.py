"""The list by which prize money is paid: who, how much, room to sign; sums in figures and in words."""

from contest.commendations.documents.dossier import Dossier, Outcome
from contest.commendations.documents.frames import by_agency
from contest.commendations.documents.lists import MONEY, ORDINAL, by_given_name, by_name, whereabouts
from contest.platform.files.official import Align, Column, Official, Signer, Table, Text
from contest.platform.language.vietnamese_numbers import number
from contest.platform.language.vietnamese_words import vnd_words

COLUMNS = (
    ORDINAL,
    Column(header="Họ và tên, tên đơn vị", width=42),
    Column(header="Cơ quan, đơn vị, địa bàn", width=42),
    Column(header="Giải", width=20, align=Align.CENTRE),
    MONEY,
    Column(header="Số tài khoản", width=26),
    Column(header="Ký nhận", width=20),
)


def payments(dossier: Dossier) -> Official:
    """Bảng kê chi tiền thưởng."""
    outcome, terms = dossier.outcome, dossier.terms
    frame = by_agency(dossier, "BK")
    frame["signers"] = (
        Signer(lines=("NGƯỜI LẬP",), name=terms.preparer),
        Signer(lines=("PHỤ TRÁCH", "KẾ TOÁN"), name=terms.accountant),
        *frame["signers"],
    )
    frame["recipients"] = ()
    return Official(
        **frame,
        kind="BẢNG KÊ",
        subject=f"Chi tiền thưởng {outcome.name} {dossier.contest_name}",
        blocks=(
            Text(text=f"Theo kết quả {outcome.identity}. Nguồn chi: {terms.funding}."),
            _table(outcome),
            Text(lead="Tổng số tiền:", text=f"{number(outcome.total_vnd)} đồng."),
            Text(lead="Bằng chữ:", text=f"{vnd_words(outcome.total_vnd)}."),
        ),
    )


def _table(outcome: Outcome) -> Table:
    persons = [
        (one.result.name, whereabouts(one.result.unit_name, one.result.place_name), one.nomination)
        for one in by_given_name(outcome.winners)
    ]
    units = [(one.result.name, one.result.parent_name, one.nomination) for one in by_name(outcome.units)]
    rows = tuple(
        (str(index), name, unit, nomination.prize, number(nomination.amount_vnd), "", "")
        for index, (name, unit, nomination) in enumerate([*persons, *units], start=1)
    )
    sums = (
        ("Cộng giải cá nhân", outcome.persons_vnd),
        ("Cộng giải tập thể", outcome.units_vnd),
        ("Tổng cộng", outcome.total_vnd),
    )
    return Table(
        columns=COLUMNS,
        rows=rows,
        totals=tuple(("", label, "", "", number(amount), "", "") for label, amount in sums),
    )
