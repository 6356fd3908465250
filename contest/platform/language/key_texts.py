"""The few texts that carry a person through: what other languages translate first, and what is recorded."""

import re
from dataclasses import dataclass

HOLE = re.compile(r"%\(\w+\)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyText:
    """What is said at one place: its name for organisers, and the texts it is made of."""

    key: str
    name: str
    texts: tuple[str, ...]


KEY_TEXTS = (
    KeyText(
        key="trang-chu",
        name="Trang chủ: dự thi qua 3 bước",
        texts=(
            "Dự thi qua 3 bước",
            "Đăng ký bằng số điện thoại",
            "Khai họ tên, nơi công tác hoặc nơi ở. Chỉ khai một lần cho cả cuộc thi.",
            "Làm bài trong %(duration)s",
            "Đề có %(paper)s. Mất mạng giữa chừng, bài vẫn được giữ trên máy.",
            "Xem kết quả, nhận chứng nhận",
            "Điểm và thứ hạng công bố sau khi đợt thi đóng. Nộp bài xong có mã biên nhận để tra cứu.",
        ),
    ),
    KeyText(
        key="dang-ky",
        name="Đăng ký thế nào",
        texts=(
            "Đăng ký dự thi",
            (
                "Bấm Đăng ký, khai họ tên, số điện thoại, mật khẩu, rồi chọn nơi công tác hoặc nơi ở. "
                "Chỉ khai một lần cho cả cuộc thi."
            ),
            "Ghi như trên căn cước.",
            "Dùng để đăng nhập và báo giải. Ví dụ 0912 345 678.",
        ),
    ),
    KeyText(
        key="truoc-khi-thi",
        name="Trước khi bắt đầu làm bài",
        texts=(
            "Trước khi bắt đầu",
            "Giờ tính từ lúc bấm nút, theo đồng hồ của hệ thống. Hết giờ hệ thống tự nộp bài.",
            "Câu chưa trả lời được tính 0 điểm. Nộp rồi thì không sửa được.",
            "Mạng yếu vẫn làm được: bài được giữ trên máy khi mất mạng. Xin đừng đổi máy giữa chừng.",
            "Bắt đầu làm bài – tính giờ",
        ),
    ),
    KeyText(
        key="lam-bai",
        name="Làm bài thế nào",
        texts=(
            "Câu sau",
            "Trước",
            "Đánh dấu xem lại",
            "Bỏ chọn",
            "Mất mạng – bài làm vẫn được giữ trên máy này.",
            "Anh/chị cứ làm tiếp, có mạng hệ thống tự gửi.",
            "Xem lại và nộp bài",
        ),
    ),
    KeyText(
        key="nop-bai",
        name="Nộp bài",
        texts=(
            "Kiểm tra trước khi nộp",
            "Còn %(n)s câu chưa trả lời. Câu chưa trả lời được tính 0 điểm.",
            "Nộp rồi thì không sửa được.",
            "Làm tiếp",
            "Nộp bài",
        ),
    ),
    KeyText(
        key="ket-qua",
        name="Nộp xong, hoặc đã hết giờ",
        texts=(
            "Đã hết giờ. Bài làm được nộp tự động lúc %(time)s.",
            "Mã biên nhận",
            "Thứ hạng, đáp án và giải thích có từ %(time)s ngày %(day)s.",
        ),
    ),
    KeyText(
        key="on-tap",
        name="Ôn tập",
        texts=(
            "Ôn tập",
            (
                "Chọn một chủ đề rồi làm từng bộ 10 câu. Trả lời xong có giải thích và căn cứ. "
                "Không cần đăng nhập, không tính giờ, không xếp hạng."
            ),
        ),
    ),
    KeyText(
        key="ho-tro",
        name="Cần giúp đỡ",
        texts=(
            "Cần giúp đỡ?",
            "Gọi Ban Tổ chức",
            (
                "Khi gọi, anh/chị cho biết mã biên nhận hoặc tên đợt thi. "
                "Không ai được hỏi mật khẩu của anh/chị."
            ),
        ),
    ),
)


def with_blanks(text: str) -> str:
    """A text as somebody reads it aloud who does not know the figures: "Làm bài trong …"."""
    return HOLE.sub("…", text)
