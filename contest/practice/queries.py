"""What may be practised: approved questions of the open bank that no unfinished round may still draw."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from contest.bank import queries as bank
from contest.bank.errors import MediumUnknown
from contest.bank.queries import Filter, Pool, Status
from contest.platform.cache import kept
from contest.platform.clock import VIETNAM
from contest.practice import daily
from contest.practice.errors import TopicUnknown
from contest.rounds import queries as rounds
from questions.item import TOPICS, Item, Level, MediumKind

SET_SIZE = 10
EVERY_ITEM = 100_000
# How an address names a level.
LEVELS: Mapping[str, Level] = {
    "nhan-biet": Level.RECALL,
    "thong-hieu": Level.UNDERSTAND,
    "van-dung": Level.APPLY,
}
# The codes of given versions never change; the key names the versions.
WITHHELD_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic with how many questions of it may be practised."""

    code: str
    name: str
    questions: int

    @property
    def sets(self) -> int:
        """How many sets of ten (the last may be shorter) these questions make."""
        return -(-self.questions // SET_SIZE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PractisedMedium:
    """A picture or recording on the page; ``choice`` is the index it belongs to, None for the question."""

    kind: MediumKind
    address: str
    description: str
    choice: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A text that questions cite, and whether it is in force on a day."""

    citation: str
    topics: tuple[str, ...]
    questions: int
    ended_on: date | None
    replaced_by: str


def topics(*, level: Level | None = None, now: datetime) -> tuple[Topic, ...]:
    """Every topic in the order of the bank, also those without a question; of one level, or of all."""
    counts = Counter(item.topic for item in _of_level(_open_items("", now=now), level))
    return tuple(Topic(code=code, name=name, questions=counts[code]) for code, name in TOPICS.items())


def questions_of(topic: str, *, level: Level | None = None, now: datetime) -> tuple[Item, ...]:
    """A topic's questions in an order that is mixed but always the same; raises TopicUnknown."""
    if topic not in TOPICS:
        raise TopicUnknown
    items = list(_open_items(topic, now=now))
    Random(topic).shuffle(items)  # noqa: S311 - the same order for everybody is meant
    return _of_level(items, level)


def questions_of_day(on: date, *, now: datetime) -> tuple[Item, ...]:
    """The short set of a day."""
    return daily.set_of(_open_items("", now=now), on=on)


def media_of(item: Item) -> tuple[PractisedMedium, ...]:
    """The pictures and recordings of a question that may be practised; those never stored are left out."""
    return tuple(
        PractisedMedium(
            kind=one.kind,
            address=f"/on-tap/tep/{one.sha256}",
            description=one.description,
            choice=one.choice,
        )
        for one in item.media
        if one.sha256
    )


def medium_file(sha256: str, *, now: datetime) -> tuple[str, bytes]:
    """(kind for browsers, content) of a file of a question that may be practised now; raises MediumUnknown.

    A question that an unfinished round may still draw keeps its files to itself too (A7).
    """
    if not any(one.sha256 == sha256 for item in _open_items("", now=now) for one in item.media):
        raise MediumUnknown
    return bank.get_media_file(sha256)


def _of_level(items: Sequence[Item], level: Level | None) -> tuple[Item, ...]:
    return tuple(item for item in items if level is None or item.level is level)


def _open_items(topic: str, *, now: datetime) -> tuple[Item, ...]:
    contest = rounds.find_current_contest()
    day = now.astimezone(VIETNAM).date()
    withheld: frozenset[str] = frozenset()
    if contest is not None:
        day = rounds.newest_rule_set(contest.id).rules.law_as_of
        versions = rounds.versions_in_unfinished_rounds(contest.id)
        withheld = kept(("withheld", versions), WITHHELD_SECONDS, lambda: _codes(versions))
    found = bank.list_items(Filter(topic=topic, status=Status.APPROVED, pool=Pool.OPEN), limit=EVERY_ITEM)
    return tuple(
        one.content
        for one in found
        if one.content.code not in withheld and one.content.has_key and one.content.is_valid_on(day)
    )


def _codes(versions: frozenset[int]) -> frozenset[str]:
    """The questions behind versions: another version of one in a paper gives its key away just as well."""
    return frozenset(item.code for item in bank.explained_items(versions).values())


def laws(*, now: datetime) -> tuple[Law, ...]:
    """The texts cited by the questions that may be practised, by name, as of the reader's day."""
    today = now.astimezone(VIETNAM).date()
    cited: defaultdict[str, list[Item]] = defaultdict(list)
    for item in _open_items("", now=now):
        cited[item.citation.split(",", maxsplit=1)[0]].append(item)
    return tuple(_law(name, cited[name], today) for name in sorted(cited))


def _law(name: str, items: list[Item], today: date) -> Law:
    ended = [item for item in items if item.valid_to is not None and item.valid_to < today]
    in_order: Mapping[str, None] = dict.fromkeys(item.topic for item in items)
    return Law(
        citation=name,
        topics=tuple(in_order),
        questions=len(items),
        ended_on=max((item.valid_to for item in ended if item.valid_to is not None), default=None),
        replaced_by=next((item.replaced_by for item in ended if item.replaced_by), ""),
    )
