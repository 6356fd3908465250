"""What publishing a locked round would say now, beside what was published before."""

from dataclasses import dataclass

from contest.rounds import queries as rounds
from contest.rounds.queries import Round
from contest.rules.awards import Tie
from contest.standings import queries
from contest.standings.edition import Edition
from contest.standings.queries import Publication
from contest.standings.ranking.computing import PersonStanding
from contest.standings.ranking.live import Computed, computed_standings
from contest.standings.snapshots import snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTie:
    """Persons of one place between whom prizes are still to be settled."""

    division: str
    tie: Tie
    persons: tuple[PersonStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The standings as they would be published, with the figures of the page that asks for it."""

    computed: Computed
    published: Publication | None
    is_as_published: bool
    persons: int
    prizes: int
    amount_vnd: int
    unit_prizes: int
    unit_amount_vnd: int
    ties: tuple[OpenTie, ...]
    unit_ties: int

    @property
    def next_version(self) -> int:
        """The number that the next publication would have."""
        return 1 if self.published is None else self.published.version + 1

    def digest_as_next(self, this_round: Round) -> str:
        """The digest that the next publication would have."""
        return snapshot.digest_of(
            snapshot.text_of(self.computed, this_round, Edition(version=self.next_version))
        )


def preview_of(this_round: Round) -> Preview:
    """Compute a round as it stands; nothing is stored."""
    computed = computed_standings(this_round.id)
    published = queries.find_publication(this_round.id)
    won = [one for given in computed.standings.awards.values() for one in given.nominations]
    units = [place.prize for place in computed.standings.units if place.prize is not None]
    return Preview(
        computed=computed,
        published=published,
        is_as_published=published is not None
        and _digest(computed, this_round, published) == published.digest,
        persons=sum(map(len, computed.standings.persons.values())),
        prizes=len(won),
        amount_vnd=sum(nomination.amount_vnd for nomination in won),
        unit_prizes=len(units),
        unit_amount_vnd=sum(prize.amount_vnd for prize in units),
        ties=tuple(_ties(computed)),
        unit_ties=sum(place.waits_for_tie for place in computed.standings.units),
    )


def _digest(computed: Computed, this_round: Round, published: Publication) -> str:
    return snapshot.digest_of(snapshot.text_of(computed, this_round, queries.edition_of(published)))


def _ties(computed: Computed) -> list[OpenTie]:
    return [
        OpenTie(
            division=division,
            tie=tie,
            persons=tuple(
                person
                for person in computed.standings.persons[division]
                if person.placing.result.entry_id in tie.entry_ids
            ),
        )
        for division, given in computed.standings.awards.items()
        for tie in given.ties
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How a correction would differ from what is published, in numbers of persons."""

    place: int
    prize: int
    added: int
    removed: int


def changes_since(preview: Preview) -> Changes | None:
    """Compare the standings computed now with the newest publication; None when there is none."""
    if preview.published is None:
        return None
    before = {one.entry_id: one for one in queries.persons_of(preview.published.id)}
    now = {
        person.placing.result.entry_id: person
        for persons in preview.computed.standings.persons.values()
        for person in persons
    }
    both = [(before[entry_id], now[entry_id]) for entry_id in before.keys() & now.keys()]
    return Changes(
        place=sum(old.place != new.placing.place for old, new in both),
        prize=sum(old.amount_vnd != (new.prize.amount_vnd if new.prize else 0) for old, new in both),
        added=len(now.keys() - before.keys()),
        removed=len(before.keys() - now.keys()),
    )


def unpublished_changes(preview: Preview) -> Changes | None:
    """What readers do not know yet: how the standings have moved since they were published, if at all."""
    return None if preview.is_as_published else changes_since(preview)


def rounds_with_publications(contest_id: int) -> tuple[tuple[Round, Publication | None], ...]:
    """The rounds of a contest, each with its newest publication."""
    return tuple((one, queries.find_publication(one.id)) for one in rounds.rounds_of(contest_id))
