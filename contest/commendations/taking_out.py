"""Use case of files that leave: note who takes personal data out."""

from datetime import datetime

from contest.platform.audit import log as audit

DOWNLOAD = "commendations:file:download"


def record_download(*, subject: str, file: str, rows: int, by: int, now: datetime) -> None:
    """Reading personal data in bulk is a deed of its own (R1)."""
    audit.record(action=DOWNLOAD, subject=subject, by=by, now=now, facts={"file": file, "rows": rows})
