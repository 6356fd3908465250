"""Files that browsers ask for at fixed addresses: service worker, offline page, manifest, robots, icon."""

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template

from contest.platform.access import public
from contest.platform.serving.assets import EXTENSION, Assets, asset, send
from contest.platform.serving.ready_pages import ready_made

blueprint = Blueprint("site_files", __name__)
# Nothing behind these addresses is for search engines: personal pages, the console, answers for scripts.
UNLISTED = ("/quan-tri", "/thi", "/toi", "/don-vi", "/dang-xuat", "/bien-nhan")
DAY_SECONDS = 24 * 3600


@blueprint.get("/sw.js")
@public
def service_worker() -> Response:
    """The service worker; from the root, so that it may answer for every page."""
    assets: Assets = current_app.extensions[EXTENSION]
    response = send(assets.files["js/sw.js"], cache_control="no-cache")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blueprint.get("/ngoai-tuyen")
@public
@ready_made
def offline() -> str:
    """The page that the service worker keeps for when there is no connection."""
    return render_template("offline.html")


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """How the site calls itself on a home screen."""
    response = jsonify(
        name="Thi tìm hiểu cải cách hành chính",
        short_name="Thi CCHC",
        lang="vi",
        start_url="/",
        display="minimal-ui",
        background_color="#f4f6fb",
        theme_color="#171c4a",
        icons=[{"src": asset("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    )
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines should leave out."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in UNLISTED)]
    response = make_response("\n".join(lines) + "\n")
    response.mimetype = "text/plain"
    return response


@blueprint.get("/favicon.ico")
@public
def icon() -> Response:
    """The icon for browsers that ask without reading the page."""
    assets: Assets = current_app.extensions[EXTENSION]
    return send(assets.files["img/favicon.svg"], cache_control=f"public, max-age={DAY_SECONDS}")
