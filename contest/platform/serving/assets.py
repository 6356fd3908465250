"""Our own files: read once at start, scripts bundled, compressed, served under hashed addresses."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, request

from contest.platform.access import public
from contest.platform.serving.bundling import bundle, tight

DIGEST_LENGTH = 12
EXTENSION = "contest_assets"
FOR_EVER = "public, max-age=31536000, immutable"
COMPRESSIBLE = frozenset({"text/css", "text/javascript", "image/svg+xml", "application/json", "text/plain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file as it is sent; gzipped is None where compression gains nothing."""

    content: bytes
    gzipped: bytes | None
    mimetype: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """All files by path, and one digest that changes when any of them does."""

    digest: str
    files: dict[str, Asset]


def read_assets(folder: Path) -> Assets:
    """Read a folder; scripts come with the modules they import in front of them."""
    digest = hashlib.sha256()
    files: dict[str, Asset] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            files[name] = _asset(path)
            digest.update(name.encode())
            digest.update(files[name].content)
    return Assets(digest=digest.hexdigest()[:DIGEST_LENGTH], files=files)


def _asset(path: Path) -> Asset:
    mimetype = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = _content(path)
    compressed = gzip.compress(content, 9, mtime=0) if mimetype in COMPRESSIBLE else None
    return Asset(content=content, gzipped=compressed, mimetype=mimetype)


def _content(path: Path) -> bytes:
    if path.suffix == ".js":
        return bundle(path).encode()
    return tight(path.read_text(encoding="utf-8")).encode() if path.suffix == ".css" else path.read_bytes()


def asset(path: str) -> str:
    """The immutable address of a file under contest/static."""
    assets: Assets = current_app.extensions[EXTENSION]
    if path not in assets.files:
        raise FileNotFoundError(path)
    return f"/static/{assets.digest}/{path}"


def install(app: Flask) -> None:
    """Read the files and serve them."""
    assets = read_assets(Path(__file__).parents[2] / "static")
    app.extensions[EXTENSION] = assets
    app.jinja_env.globals["asset"] = asset

    @app.get("/static/<digest>/<path:path>")
    @public
    def static_file(digest: str, path: str) -> Response:
        found = assets.files.get(path)
        if found is None or not digest.isalnum():
            abort(404)
        # A page from before the last update asks by the old digest: answer the new file, once.
        return send(found, cache_control=FOR_EVER if digest == assets.digest else "no-cache")


def send(found: Asset, *, cache_control: str) -> Response:
    """A file as a response, compressed for a client that takes it."""
    response = Response(found.content, mimetype=found.mimetype)
    if found.gzipped is not None:
        response.headers["Vary"] = "Accept-Encoding"
        if request.accept_encodings["gzip"]:
            response.set_data(found.gzipped)
            response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = cache_control
    return response
