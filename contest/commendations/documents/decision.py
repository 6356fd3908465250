"""Decisions: the results are recognised and prizes given; certificates of merit are awarded."""

from contest.commendations.documents.dossier import Dossier, Outcome
from contest.commendations.documents.frames import by_agency, by_committee, without_article
from contest.commendations.documents.lists import person_table, unit_table
from contest.commendations.documents.merit import merit_lists, merit_money, merit_persons, merit_units
from contest.commendations.documents.terms import lines
from contest.platform.files.official import Annex, Official, Text, two_digits
from contest.platform.language.vietnamese_numbers import number
from contest.platform.language.vietnamese_words import vnd_words


def recognition(dossier: Dossier) -> Official:
    """Quyết định công nhận kết quả và trao giải."""
    outcome, terms = dossier.outcome, dossier.terms
    return Official(
        **by_committee(dossier, "QĐ"),
        kind="QUYẾT ĐỊNH",
        subject=f"Về việc công nhận kết quả và trao giải {outcome.name} {dossier.contest_name}",
        decider=f"{head_office(terms.committee_posts)} {terms.committee_name.removeprefix('BAN').strip()}",
        bases=lines(terms.bases),
        formula="QUYẾT ĐỊNH:",
        blocks=(
            Text(
                lead="Điều 1.",
                text=f"Công nhận kết quả {outcome.name} {dossier.contest_name} "
                f"({outcome.identity}) và "
                f"trao {counted(outcome)} theo danh sách tại Phụ lục kèm theo Quyết định này.",
            ),
            Text(
                lead="Điều 2.",
                text=f"Tổng số tiền thưởng là {number(outcome.total_vnd)} đồng "
                f"(bằng chữ: {vnd_words(outcome.total_vnd)}){shares(outcome)}. "
                f"Nguồn chi: {terms.funding}.",
            ),
            Text(
                lead="Điều 3.",
                text="Ban Tổ chức, Tổ thư ký, các cơ quan, đơn vị liên quan và các tập thể, cá nhân có "
                "tên tại Điều 1 "
                "chịu trách nhiệm thi hành Quyết định này kể từ ngày ký.",
            ),
        ),
        annexes=prize_lists(outcome),
    )


def counted(outcome: Outcome) -> str:
    """16 giải cá nhân, 03 giải tập thể; a kind of which nobody got one is not named."""
    return _named((len(outcome.winners), "giải cá nhân"), (len(outcome.units), "giải tập thể"))


def _named(*counts: tuple[int, str]) -> str:
    named = [f"{two_digits(count)} {kind}" for count, kind in counts if count]
    return ", ".join(named) or f"00 {counts[0][1]}"


def shares(outcome: Outcome) -> str:
    """Whose money it is, where it is not all of one kind."""
    if not outcome.winners or not outcome.units:
        return ""
    return (
        f", trong đó giải cá nhân {number(outcome.persons_vnd)} đồng, "
        f"giải tập thể {number(outcome.units_vnd)} đồng"
    )


def prize_lists(outcome: Outcome) -> tuple[Annex, ...]:
    """The lists of prizes; a list without anybody is left out."""
    found = []
    if outcome.winners:
        title = f"Danh sách cá nhân đạt giải {outcome.name}"
        found.append(Annex(title=title, blocks=(person_table(outcome),), is_wide=True))
    if outcome.units:
        title = f"Danh sách tập thể đạt giải {outcome.name}"
        found.append(Annex(title=title, blocks=(unit_table(outcome),), is_wide=True))
    return tuple(found)


def merit(dossier: Dossier) -> Official:
    """Quyết định khen thưởng: giấy khen of the head of the agency, with the money of the law."""
    outcome, terms = dossier.outcome, dossier.terms
    of_person = merit_money(terms.base_salary_vnd, terms.merit_person_tenths)
    of_unit = merit_money(terms.base_salary_vnd, terms.merit_unit_tenths)
    persons, units = merit_persons(outcome), merit_units(outcome)
    total = of_person * len(persons.rows) + of_unit * len(units.rows)
    office = f"{head_office(terms.agency_posts)} {terms.agency_name}"
    frame = by_agency(dossier, "QĐ")
    frame["recipients"] = without_article(frame["recipients"], "Như Điều 3")
    rewarded = _named((len(units.rows), "tập thể"), (len(persons.rows), "cá nhân"))
    return Official(
        **frame,
        kind="QUYẾT ĐỊNH",
        subject="Về việc tặng Giấy khen cho các tập thể, cá nhân có thành tích trong "
        f"{dossier.contest_name}, "
        f"{outcome.name}",
        decider=office,
        bases=(*lines(terms.merit_bases), "Xét đề nghị của Ban Tổ chức Cuộc thi"),
        formula="QUYẾT ĐỊNH:",
        blocks=(
            Text(
                lead="Điều 1.",
                text=f"Tặng Giấy khen của {terms.merit_addressee} cho {rewarded} (có danh sách kèm theo), "
                f"vì đã có thành tích trong "
                f"{dossier.contest_name}, {outcome.name} ({outcome.identity}).",
            ),
            Text(
                lead="Điều 2.",
                text=f"Tiền thưởng kèm theo: tập thể {number(of_unit)} đồng, cá nhân {number(of_person)} "
                "đồng; tổng số "
                f"{number(total)} đồng (bằng chữ: {vnd_words(total)}), trích từ quỹ thi đua, khen thưởng của "
                "cơ quan theo quy định.",
            ),
            Text(
                lead="Điều 3.",
                text="Văn phòng, các phòng, đơn vị liên quan và các tập thể, cá nhân có tên tại Điều 1 "
                "chịu trách "
                "nhiệm thi hành Quyết định này kể từ ngày ký.",
            ),
        ),
        annexes=merit_lists(units, persons, title="được tặng Giấy khen"),
    )


def head_office(posts: str) -> str:
    """The office in whose name a paper is decided: TRƯỞNG BAN, also where a deputy signs (KT. TRƯỞNG BAN)."""
    written = lines(posts)
    in_place_of = (line.removeprefix("KT.").strip() for line in written if line.startswith("KT."))
    return next(in_place_of, written[-1])
