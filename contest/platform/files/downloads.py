"""Files that a page hands out."""

from collections.abc import Iterator

from flask import Response

from contest.platform.files.spreadsheet import MIME

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def workbook(content: bytes, name: str) -> Response:
    """A workbook to be saved under a plain name ("don-vi.xlsx"), kept by no cache on the way."""
    return _attached(content, name, MIME)


def word_file(content: bytes, name: str) -> Response:
    """A Word file to be saved under a plain name, the same way."""
    return _attached(content, name, WORD)


def pdf(content: bytes, name: str) -> Response:
    """A PDF to be saved under a plain name, the same way."""
    return _attached(content, name, "application/pdf")


def archive(parts: Iterator[bytes], name: str) -> Response:
    """An archive that is written while it is sent."""
    return _attached(parts, name, "application/zip")


def _attached(content: bytes | Iterator[bytes], name: str, kind: str) -> Response:
    response = Response(content, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
