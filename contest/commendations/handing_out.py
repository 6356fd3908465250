"""A file that leaves with personal data: noted in the log, kept by no cache on the way."""

from flask import Response

from contest.commendations.taking_out import record_download
from contest.platform import clock
from contest.platform.viewer import viewer

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def handed_out(content: bytes, *, name: str, subject: str, title: str, rows: int) -> Response:
    """The file under a plain name, after noting who takes it and how many people are in it."""
    record_download(subject=subject, file=title, rows=rows, by=viewer().account_id, now=clock.now())
    return attachment(content, name=name)


def attachment(content: bytes, *, name: str) -> Response:
    """A file to be saved; its kind is the end of its name."""
    response = Response(content, mimetype=KINDS[name.rpartition(".")[2]])
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
