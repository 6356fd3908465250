"""Refusals: categories with a status, codes with facts; the sentences stand in messages.py."""

from typing import ClassVar


class StorageUnsafe(RuntimeError):
    """The storage engine in use could lose or corrupt answers; the app does not start."""


class DomainError(Exception):
    """A use case refuses: a code and facts, never a sentence."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    field: ClassVar[str | None] = None  # the form field the refusal belongs to, if one

    def __init__(self, **facts: object) -> None:
        """Keep the facts that the sentence will be made of."""
        super().__init__(self.code, facts)
        self.facts = facts


class NotFound(DomainError):
    """The thing is not there, or not for this viewer: both look the same (P2)."""

    status = 404
    code = "not_found"


class Forbidden(DomainError):
    """The viewer may not do this."""

    status = 403
    code = "forbidden"


class Conflict(DomainError):
    """The state of things does not allow it (closed, used up, done before)."""

    status = 409
    code = "conflict"


class Gone(DomainError):
    """It was here and is over."""

    status = 410
    code = "gone"


class Invalid(DomainError):
    """What was sent cannot be right."""

    status = 422
    code = "invalid"


class TooMany(DomainError):
    """Too many tries in too short a time."""

    status = 429
    code = "too_many"
