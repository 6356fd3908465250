"""The templates that the product brings, one Word file for each kind of papers."""

from pathlib import Path

from contest.commendations.documents.catalogue import TEMPLATES
from contest.commendations.paper_errors import PaperUnknown

FOLDER = Path(__file__).parent.parent.parent.parent / "templates" / "documents"


def own_template(kind: str) -> bytes:
    """Our template of a kind of papers; raises PaperUnknown."""
    if kind not in TEMPLATES:
        raise PaperUnknown
    return (FOLDER / f"{kind}.docx").read_bytes()
