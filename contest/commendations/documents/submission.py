"""The proposal of commendations, with its lists of persons and units."""

from contest.commendations.documents.dossier import Dossier
from contest.commendations.documents.frames import by_committee, without_article
from contest.commendations.documents.merit import merit_lists, merit_persons, merit_units
from contest.commendations.documents.terms import lines
from contest.platform.files.official import Official, Role, Text, two_digits
from contest.platform.language.vietnamese_numbers import number


def submission(dossier: Dossier) -> Official:
    """Tờ trình đề nghị khen thưởng. Source of its parts: NĐ 98/2023/NĐ-CP, Phụ lục I, Mẫu số 01."""
    outcome, terms = dossier.outcome, dossier.terms
    frame = by_committee(dossier, "TTr")
    frame["recipients"] = without_article(frame["recipients"], "Như Kính gửi")
    persons, units = merit_persons(outcome), merit_units(outcome)
    return Official(
        **frame,
        kind="TỜ TRÌNH",
        subject=f"Về việc đề nghị khen thưởng chuyên đề {dossier.contest_name}, {outcome.name}",
        to=(terms.merit_addressee,),
        blocks=(
            *(Text(text=f"{basis.rstrip(' ;.')};") for basis in lines(terms.merit_bases)),
            Text(
                text=f"Căn cứ kết quả {outcome.name} {dossier.contest_name} ({outcome.identity}) với "
                f"{number(outcome.people)} người được xếp hạng,"
            ),
            Text(
                text=f"Ban Tổ chức trình {terms.merit_addressee} xem xét, khen thưởng theo loại hình khen "
                "thưởng "
                "chuyên đề, cụ thể:"
            ),
            *(
                Text(
                    lead="-",
                    text=f"{kind}: {two_digits(len(table.rows))} {kind.lower()}, hình thức Giấy khen.",
                    role=Role.ITEM,
                )
                for kind, table in (("Tập thể", units), ("Cá nhân", persons))
                if table.rows
            ),
            Text(
                text="Các tập thể, cá nhân được đề nghị không trong thời gian xem xét kỷ luật, điều tra, "
                "thanh tra, "
                "kiểm tra hoặc có khiếu nại, tố cáo đang được giải quyết; Ban Tổ chức chịu trách nhiệm về "
                "tính "
                "chính xác của kết quả. Kết quả khen thưởng chuyên đề không dùng làm căn cứ đề nghị khen "
                "thưởng "
                "công trạng cấp trên."
            ),
            Text(text=f"Kính trình {terms.merit_addressee} xem xét, quyết định./."),
        ),
        annexes=merit_lists(units, persons, title="đề nghị khen thưởng"),
    )
