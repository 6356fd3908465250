"""The minutes of the meeting in which the committee agreed to the results."""

from datetime import datetime

from contest.commendations.documents.decision import counted, prize_lists
from contest.commendations.documents.dossier import Dossier
from contest.commendations.documents.frames import by_committee
from contest.commendations.documents.terms import lines
from contest.platform.files.official import Official, Role, Signer, Text, formal_day
from contest.platform.language.vietnamese_numbers import local, number
from contest.platform.language.vietnamese_words import vnd_words


def minutes(dossier: Dossier) -> Official:
    """Biên bản họp Ban Tổ chức; signed by the secretary and the chair."""
    outcome, terms, said = dossier.outcome, dossier.terms, dossier.particulars
    frame = by_committee(dossier, "BB")
    chair = Signer(lines=("CHỦ TRÌ",), name=terms.committee_signer)
    frame["signers"] = (Signer(lines=("THƯ KÝ",), name=terms.secretary), chair)
    frame["recipients"] = ("Thành viên Ban Tổ chức", "Lưu: VT, BTC")
    present = tuple(Text(text=line, lead="-", role=Role.ITEM) for line in lines(said.present))
    return Official(
        **frame,
        kind="BIÊN BẢN",
        subject=f"Họp Ban Tổ chức xét kết quả và giải {outcome.name} {dossier.contest_name}",
        blocks=(
            Text(lead="Thời gian bắt đầu:", text=_hour(said.held_at)),
            Text(lead="Địa điểm:", text=terms.meeting_place),
            Text(text="Thành phần tham dự", role=Role.HEADING),
            Text(lead="Chủ trì:", text=terms.committee_signer),
            Text(lead="Thư ký:", text=terms.secretary),
            *present,
            Text(text="Nội dung", role=Role.HEADING),
            Text(
                text=f"Tổ thư ký báo cáo kết quả {outcome.name} ({outcome.identity}): "
                f"{number(outcome.people)} "
                f"người được xếp hạng với {number(outcome.attempts)} lượt thi, "
                f"{number(outcome.all_correct)} người "
                "trả lời đúng tất cả các câu. Mỗi thứ hạng kèm lý do theo các tiêu chí của Thể lệ."
            ),
            Text(
                text=f"Cuộc họp thống nhất trao {counted(outcome)} theo danh sách tại Phụ lục, tổng số tiền "
                f"{number(outcome.total_vnd)} đồng (bằng chữ: {vnd_words(outcome.total_vnd)})."
            ),
            Text(
                text="Ý kiến của các thành viên: "
                "......................................................................"
            ),
            Text(
                text="Biên bản được đọc cho mọi người cùng nghe và thống nhất ký. Cuộc họp kết thúc vào "
                f"{_hour(said.ended_at)}./."
            ),
        ),
        annexes=prize_lists(outcome),
    )


def _hour(instant: datetime | None) -> str:
    """08 giờ 30 phút, ngày 25 tháng 11 năm 2024; room to write where it is not known."""
    if instant is None:
        return "..... giờ ..... phút cùng ngày"
    at = local(instant)
    return f"{at:%H} giờ {at:%M} phút, {formal_day(at.date())}"
