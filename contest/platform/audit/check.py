"""Whether the log is as it was written, and the first place where it is not (R1, R2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from contest.platform.audit import anchors as audit_anchors
from contest.platform.audit import log as audit
from contest.platform.audit import signing
from contest.platform.audit.anchors import Anchor
from contest.platform.audit.log import Link
from contest.platform.audit.signing import Statement


class Damage(StrEnum):
    """What was done to the log."""

    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    FORGED = "forged"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPlace:
    """The first entry that is not as it was written; entry_id is 0 where a signature is forged."""

    entry_id: int
    damage: Damage
    detail: str = ""


def first_bad_place() -> BadPlace | None:
    """Check signatures, then walk the chain past every anchor, those outside the database included."""
    try:
        outside = audit_anchors.outside()
    except ValueError as broken:
        return BadPlace(entry_id=0, damage=Damage.FORGED, detail=str(broken))
    stored = signing.statements()
    forged = _forged(stored, outside)
    if forged is not None:
        return forged
    return _Walk(audit_anchors.anchors((*stored, *outside))).first_bad_place()


def _forged(stored: tuple[Statement, ...], outside: tuple[Statement, ...]) -> BadPlace | None:
    known = {key.id for key in signing.public_keys()}
    inside = {one.line() for one in stored}
    for one in (*stored, *outside):
        if one.key_id not in known or not signing.is_genuine(one):
            return BadPlace(entry_id=0, damage=Damage.FORGED, detail=f"{one.kind} {one.subject}")
    for one in outside:
        if one.line() not in inside:
            return BadPlace(entry_id=0, damage=Damage.DELETED, detail=f"{one.kind} {one.subject}")
    return None


class _Walk:
    """One pass along the chain."""

    def __init__(self, anchors: tuple[Anchor, ...]) -> None:
        self._waiting = list(anchors)
        self._total = audit.count()
        self._stated, self._head = audit.state()
        self._entries = 0
        self._last = 0  # the id of the newest entry that fits
        self._hash = audit.GENESIS
        self._after_anchor = 0  # the first entry that no anchor vouches for yet

    def first_bad_place(self) -> BadPlace | None:
        """Answer the first entry that is not as it was written."""
        return next(self._bad_places(), None)

    def _bad_places(self) -> Iterator[BadPlace]:
        yield from self._past_anchors()
        for link in audit.links():
            if link.hash != link.computed_hash:
                surplus = self._total > self._stated
                yield BadPlace(entry_id=link.id, damage=Damage.INSERTED if surplus else Damage.CHANGED)
            elif link.previous_hash != self._hash:
                yield self._broken_before(link)
            self._after_anchor = self._after_anchor or link.id
            self._entries, self._last, self._hash = self._entries + 1, link.id, link.hash
            yield from self._past_anchors()
        yield from self._at_the_end()

    def _broken_before(self, link: Link) -> BadPlace:
        """An entry follows another than the one before it."""
        if link.previous_hash == audit.GENESIS:
            return BadPlace(entry_id=audit.id_after(0) or link.id, damage=Damage.INSERTED)
        follows = audit.id_of(link.previous_hash)
        if follows is not None:
            return BadPlace(entry_id=audit.id_after(follows) or link.id, damage=Damage.INSERTED)
        if self._total < self._stated or not self._last:
            return BadPlace(entry_id=self._last + 1, damage=Damage.DELETED)
        # Nothing is missing: the entry before was written anew, with a hash that fits itself alone.
        return BadPlace(entry_id=self._last, damage=Damage.CHANGED)

    def _past_anchors(self) -> Iterator[BadPlace]:
        passed = False
        while self._waiting and self._waiting[0].entries == self._entries:
            anchor = self._waiting.pop(0)
            if anchor.head != self._hash:
                yield BadPlace(
                    entry_id=self._after_anchor,
                    damage=Damage.REWRITTEN,
                    detail=f"{anchor.statement.kind} {anchor.statement.subject}",
                )
            passed = True
        if passed:
            self._after_anchor = 0

    def _at_the_end(self) -> Iterator[BadPlace]:
        if self._waiting or self._entries < self._stated:
            yield BadPlace(entry_id=self._last + 1, damage=Damage.TRUNCATED)
        elif self._entries > self._stated:
            follows = audit.id_of(self._head) or 0
            yield BadPlace(entry_id=audit.id_after(follows) or self._last, damage=Damage.INSERTED)
        elif self._hash != self._head:
            yield BadPlace(entry_id=self._last, damage=Damage.CHANGED)
