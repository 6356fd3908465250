"""The choices of the rules' form in Vietnamese."""

from collections.abc import Callable, Mapping, Sequence

from contest.rules import presets
from contest.rules.ranking import ROUND_KEYS, TieKey, name_of

COUNTING: Mapping[str, str] = {"best": "Lượt cao nhất", "last": "Lượt cuối cùng", "first": "Lượt đầu tiên"}
SCORES_SHOWN: Mapping[str, str] = {
    "after_close": "Sau khi đợt thi đóng",
    "after_submit": "Ngay sau khi nộp bài (chỉ khi mỗi đợt một lượt)",
}
NO_PREDICTION = "none"
TARGETS: Mapping[str, str] = {
    NO_PREDICTION: "Không có câu dự đoán",
    "people_all_correct": "Bao nhiêu người trả lời đúng tất cả",
    "attempts_all_correct": "Bao nhiêu lượt thi đúng tất cả",
    "people": "Bao nhiêu người dự thi",
    "attempts": "Bao nhiêu lượt thi",
}
SCOPES: Mapping[str, str] = {"division": "Nhóm đối tượng của thí sinh", "overall": "Toàn đợt thi"}
CLOSENESS: Mapping[str, str] = {
    "absolute": "Gần nhất, tính cả hai phía",
    "not_above": "Gần nhất nhưng không vượt quá",
}
PRIZE_LIMITS: Mapping[str, str] = {
    "round": "một đợt thi",
    "contest": "cả cuộc thi",
    "none": "không giới hạn",
}
STRUCK: Mapping[str, str] = {
    "everyone_right": "Mọi bài có câu đó được tính điểm",
    "leaves_total": "Bỏ câu đó khỏi điểm và tổng số câu",
}
DIVISION_KINDS: Mapping[str, str] = {
    "staff": "Cán bộ, công chức, viên chức (chọn đơn vị)",
    "citizen": "Người dân (chọn xã, phường)",
}
TIE_KEYS: Mapping[str, str] = {"": "–", **{key.value: name_of(key) for key in ROUND_KEYS}}
CUSTOM = "khac"
PRESETS: Mapping[str, Callable[[], tuple[TieKey, ...]]] = {
    "a": presets.order_a,
    "b": presets.order_b,
    "c": presets.order_c,
    "d": presets.order_2024,
}


def order_name(keys: Sequence[TieKey]) -> str:
    """The preset that has these keys, else the custom order."""
    return next((name for name, order in PRESETS.items() if order() == tuple(keys)), CUSTOM)


def _words(keys: Sequence[TieKey]) -> str:
    return ", ".join(name_of(key) for key in keys)


ORDERS: Mapping[str, str] = {
    **{name: f"Mẫu {name.upper()}: {_words(order())}" for name, order in PRESETS.items()},
    CUSTOM: "Thứ tự khác, chọn ở các ô bên dưới",
}
