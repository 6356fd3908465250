"""Pictures and recordings of the questions in a paper, under names that only this attempt knows (A7).

A name is derived from the attempt and the file, as handles are: two people cannot compare what they got, and
nobody can ask for a file before a paper of their own holds its question.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from contest.attempts.handles import handles_key
from contest.attempts.queries import Attempt, paper_of
from contest.bank import queries as bank
from contest.bank.errors import MediumUnknown
from questions.item import Medium, MediumKind

NAME_LENGTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMedium:
    """A picture or recording on the page; ``choice`` is the position it belongs to, None for the question."""

    kind: MediumKind
    address: str
    description: str
    choice: int | None


def shown_media(code: str, media: Iterable[Medium], order: tuple[int, ...]) -> tuple[ShownMedium, ...]:
    """The media of a question in an attempt; those whose file was never stored are left out."""
    return tuple(
        ShownMedium(
            kind=one.kind,
            address=f"/thi/{code}/tep/{_name(code, one)}",
            description=one.description,
            choice=None if one.choice is None else order.index(one.choice),
        )
        for one in media
        if one.sha256
    )


def file_of(attempt: Attempt, name: str) -> tuple[str, bytes]:
    """(kind for browsers, content) of a file of this very paper; raises MediumUnknown for any other."""
    version_ids = {slot.version_id for slot in paper_of(attempt.id)}
    media = [medium for item in bank.shown_items(version_ids).values() for medium in item.media]
    for variants in bank.variants_of(version_ids).values():
        media += [medium for variant in variants.values() for medium in variant.media]
    for medium in media:
        if medium.sha256 and hmac.compare_digest(_name(attempt.code, medium).encode(), name.encode()):
            return bank.get_media_file(medium.sha256)
    raise MediumUnknown


def _name(code: str, medium: Medium) -> str:
    message = f"medium:{code}:{medium.sha256}".encode()
    return hmac.new(handles_key(), message, sha256).hexdigest()[:NAME_LENGTH]
