"""Made-up people, visibly made up: every middle name is "Mẫu" and every number begins with 0900."""

from dataclasses import dataclass
from random import Random

FAMILY_NAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Giàng",
    "Sùng",
    "Vàng",
    "Thào",
    "Lý",
    "Triệu",
    "Bàn",
    "Đặng",
    "Nông",
    "Hoàng",
    "Ma",
    "Chẩu",
    "Hù",
    "Phàn",
    "Tẩn",
    "Lù",
    "Mua",
    "Cháng",
    "Ly",
    "Xín",
)
GIVEN_NAMES = (
    "An",
    "Ánh",
    "Bình",
    "Cường",
    "Chi",
    "Dung",
    "Dũng",
    "Đào",
    "Đức",
    "Giang",
    "Hà",
    "Hạnh",
    "Hiền",
    "Hoa",
    "Hùng",
    "Hương",
    "Khánh",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Máy",
    "Minh",
    "Mỷ",
    "Nam",
    "Nga",
    "Ngọc",
    "Páo",
    "Phương",
    "Quang",
    "Sính",
    "Sơn",
    "Thanh",
    "Thảo",
    "Thắng",
    "Thủy",
    "Trang",
    "Tuấn",
    "Vân",
    "Xuân",
)
FIRST_PHONE = 900_100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpPerson:
    """A person of the simulation: how they know, how they hurry, how they end."""

    name: str
    phone: str
    is_citizen: bool
    knowledge: float  # chance of a right answer
    pace_seconds: float  # for one question
    diligence: float  # chance of taking part in a round, and of a further attempt
    forgets_to_submit: bool


def person(number: int, rng: Random) -> MadeUpPerson:
    """The person of a number; the same seed gives the same people."""
    family, given = rng.choice(FAMILY_NAMES), rng.choice(GIVEN_NAMES)
    studied_together = rng.random() < 0.3  # noqa: PLR2004 - a third shares the answers, as real contests show
    return MadeUpPerson(
        name=f"{family} Mẫu {given}",
        phone=f"0{FIRST_PHONE + number}",
        is_citizen=rng.random() < 0.12,  # noqa: PLR2004 - citizens are few in real contests
        knowledge=0.995 if studied_together else rng.betavariate(6, 3),
        pace_seconds=rng.lognormvariate(2.4, 0.5),
        diligence=rng.betavariate(3, 2),
        forgets_to_submit=rng.random() < 0.04,  # noqa: PLR2004 - a few close the page
    )
