"""What the first page asks for instead of showing zeros: the steps to an open contest."""

from dataclasses import dataclass

from contest.bank import queries as bank
from contest.bank.queries import Filter, Status
from contest.rounds import queries as rounds
from contest.rounds.queries import Contest, RoundState
from contest.units import queries as units


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupStep:
    """One of the things to do before a contest can open."""

    label: str
    address: str
    state: str
    is_done: bool


def setup_steps(contest: Contest | None) -> tuple[SetupStep, ...]:
    """What stands between an empty database and an open contest."""
    lists = units.lists()
    approved = bank.count_items(Filter(status=Status.APPROVED))
    scheduled = sum(
        one.state is not RoundState.DRAFT for one in (rounds.rounds_of(contest.id) if contest else ())
    )
    return (
        SetupStep(
            label="Danh sách cơ quan, đơn vị",
            address="/quan-tri/don-vi",
            state=f"{len(lists)} danh sách",
            is_done=bool(lists),
        ),
        SetupStep(
            label="Ngân hàng câu hỏi",
            address="/quan-tri/cau-hoi",
            state=f"{approved} câu đã duyệt",
            is_done=approved > 0,
        ),
        SetupStep(
            label="Cuộc thi và đợt thi",
            address="/quan-tri/cuoc-thi",
            state=f"{scheduled} đợt đã lên lịch",
            is_done=scheduled > 0,
        ),
    )
