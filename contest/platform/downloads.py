"""Files that a page hands out."""

from flask import Response

from contest.platform.spreadsheet import MIME


def workbook(content: bytes, name: str) -> Response:
    """A workbook to be saved under a plain name ("don-vi.xlsx"), kept by no cache on the way."""
    response = Response(content, mimetype=MIME)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
