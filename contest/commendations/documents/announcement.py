"""The announcement of results, for everybody to read: no telephone number, no year of birth."""

from contest.commendations.documents.decision import counted, prize_lists
from contest.commendations.documents.dossier import Dossier
from contest.commendations.documents.frames import by_committee, without_article
from contest.platform.files.official import Official, Role, Text
from contest.platform.language.vietnamese_numbers import datetime_vi, number


def announcement(dossier: Dossier) -> Official:
    """Thông báo kết quả."""
    outcome = dossier.outcome
    closes_at = outcome.closes_at
    frame = by_committee(dossier, "TB")
    frame["recipients"] = without_article(frame["recipients"], "Các cơ quan, đơn vị, thí sinh dự thi")
    actual = [
        Text(
            text=f"Số thực tế của câu hỏi dự đoán, {outcome.rules.division(code).name}: {number(value)}.",
            role=Role.ITEM,
            lead="-",
        )
        for code, value in outcome.actual_numbers.items()
    ]
    correction = (
        [
            Text(
                text="Thông báo này thay cho các bản công bố trước. Lý do đính chính: "
                f"{outcome.publication.reason}."
            )
        ]
        if outcome.publication.reason
        else []
    )
    return Official(
        **frame,
        kind="THÔNG BÁO",
        subject=f"Kết quả {outcome.name} {dossier.contest_name}",
        blocks=(
            Text(
                text=f"Ban Tổ chức thông báo kết quả {outcome.name} {dossier.contest_name}, kết "
                "thúc lúc "
                f"{datetime_vi(closes_at)} ({outcome.identity}), như sau:"
            ),
            *correction,
            Text(text=f"{number(outcome.people)} người được xếp hạng.", role=Role.ITEM, lead="-"),
            Text(
                text=f"{number(outcome.all_correct)} người trả lời đúng tất cả các câu.",
                role=Role.ITEM,
                lead="-",
            ),
            *actual,
            Text(text=f"{counted(outcome)}, theo danh sách tại Phụ lục kèm theo.", role=Role.ITEM, lead="-"),
            Text(
                text="Khiếu nại về kết quả gửi đến Ban Tổ chức trong thời hạn "
                f"{outcome.rules.complaint_days:02d} ngày làm việc kể từ ngày công bố theo Thể lệ Cuộc thi."
            ),
            Text(text="Ban Tổ chức thông báo để các cơ quan, đơn vị và thí sinh được biết./."),
        ),
        annexes=prize_lists(outcome),
    )
