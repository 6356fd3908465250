"""Which version of a round's publication something is, what came before it, and why it came."""

from dataclasses import dataclass
from datetime import datetime

SHORT_DIGEST = 12  # letters of the result's code on pages and papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a snapshot says about itself; previous is the digest of the version before."""

    version: int
    previous: str = ""
    reason: str = ""
    published_at: datetime | None = None
