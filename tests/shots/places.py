"""Every page of the site with an address that can be opened, found from the routes themselves."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flask import Flask
from playwright.sync_api import BrowserContext
from shots.stage import LEFT, Stage
from werkzeug.routing import Rule

from contest.platform.access import audience_of
from contest.platform.language.catalogues import ENGLISH, SOURCE
from contest.platform.language.preferences import PREFERENCES_COOKIE, Preferences
from contest.platform.viewer import Role

# Answers that are no pages: files, data, what scripts ask.
NO_PAGES = (
    "static_file", "health.", "site_files.icon", "site_files.manifest", "site_files.robots",
    "site_files.service_worker", "open_data.", "rounds.find_units", "rounds.recording", "attempts.time",
)  # fmt: skip
FILE_WORDS = ("workbook", "csv", "json", "_file", "pdf", "zip", "download", "verifier", "snapshot", "picture")
EMBEDDED = "open_data.embedded_board"
# The whole contest is published after its last round, which is still to come where pages are looked at.
NOT_IN_THIS_CONTEST = (
    "/quan-tri/van-ban/toan-cuoc", "/quan-tri/chung-nhan/toan-cuoc", "/xep-hang/so-lieu/toan-cuoc",
)  # fmt: skip
# Who opens a page that several may: the first of these.
READERS = (Role.ORGANISER, Role.EDITOR, Role.AUDITOR, Role.UNIT_OFFICER)
# Pages of a helper's device: of the citizen who sits there, and after that one has left.
AT_A_DESK = {"entries.helper_desk.end_page": "guest", "entries.helper_desk.way_back_page": LEFT}
# Whose pages are there in English too; organisers' are Vietnamese.
READERS_OF_ENGLISH = {"nobody", "participant", "guest", LEFT}
# Pages in a state that their bare address does not show.
STATES: Mapping[str, tuple[str, str]] = {
    "xep-hang-don-vi-mot-dot": ("/xep-hang/don-vi?dot=1", "nobody"),
    "xep-hang-dia-ban-mot-dot": ("/xep-hang/dia-ban?dot=1", "nobody"),
    "xep-hang-khong-tim-thay": ("/xep-hang/don-vi?q=khong+co+don+vi+nay", "nobody"),
    "ban-ho-tro-chon-dot": ("/thi", "guest"),
    "ban-ho-tro-ho-so": ("/toi/ho-so", "guest"),
    "xep-hang-cua-toi": ("/xep-hang/don-vi", "participant"),
    "ap-phich-mot-don-vi": ("/quan-tri/don-vi/ap-phich?don-vi=02-SNV", "organiser"),
    "xep-hang-ca-nhan-da-cong-bo": ("/xep-hang/ca-nhan?dot=1", "nobody"),
    "mot-don-vi-huyen": ("/xep-hang/don-vi/026", "nobody"),
    "cong-bo-xong": ("/quan-tri/xep-hang/{published_id}", "organiser"),
    "so-ket-qua-dang-soan": ("/quan-tri/xuat/{published_id}/1/ket-qua/{token_writing}", "organiser"),
    "so-ket-qua-da-soan": ("/quan-tri/xuat/{published_id}/1/ket-qua/{token_ready}", "organiser"),
    "so-ket-qua-chua-soan-duoc": ("/quan-tri/xuat/{published_id}/1/ket-qua/{token_failed}", "organiser"),
    "khong-co-trang": ("/khong-co-trang-nay", "nobody"),
    "khong-co-quyen": ("/quan-tri/nhat-ky", "participant"),
    "on-tap-mot-muc": ("/on-tap?muc=van-dung", "nobody"),
    "on-tap-hom-nay-ket-qua": ("/on-tap/hom-nay?kq=AAAAA", "nobody"),
    "on-tap-dap-an": ("/on-tap/the-che?chon=A&kiem-tra=1", "nobody"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One page to look at, and who looks, in which language."""

    name: str
    path: str
    who: str
    may_be_missing: bool = False
    language: str = SOURCE

    @property
    def reader(self) -> tuple[str, str]:
        """Whose browser shows it: pages of one reader in one language are looked at in a row."""
        return self.who, self.language


def places(stage: Stage) -> Iterator[Place]:
    """All of them; a route whose argument has no sample is not among them, see without_sample()."""
    seen: set[str] = set()
    named: Counter[str] = Counter()
    for endpoint, path in _addresses(stage):
        if path is not None and path not in seen:
            seen.add(path)
            named[endpoint] += 1
            yield Place(
                name=endpoint.replace(".", "-") + (f"-{named[endpoint]}" if named[endpoint] > 1 else ""),
                path=path,
                who=_reader(stage.app, endpoint),
                may_be_missing=path.startswith(NOT_IN_THIS_CONTEST),
            )
    for name, (path, who) in STATES.items():
        yield Place(name=name, path=path.format_map(stage.samples), who=who, may_be_missing=True)


def in_english(found: Iterable[Place]) -> Iterator[Place]:
    """The pages of visitors and participants, as those who chose English read them."""
    for place in found:
        if place.who in READERS_OF_ENGLISH:
            yield replace(place, name=f"{place.name}-en", language=ENGLISH)


def prefer(context: BrowserContext, stage: Stage, *, language: str, text: str = "100") -> None:
    """Let a browser ask for pages in a language, with its text so large (in percent)."""
    chosen = Preferences(text=text, language=language).to_cookie()
    context.add_cookies([{"name": PREFERENCES_COOKIE, "value": chosen, "url": stage.url}])


def without_sample(stage: Stage) -> list[str]:
    """The routes that nobody has given an example for."""
    return [endpoint for endpoint, path in _addresses(stage) if path is None]


def _addresses(stage: Stage) -> Iterator[tuple[str, str | None]]:
    for rule in sorted(stage.app.url_map.iter_rules(), key=lambda one: one.rule):
        if "GET" not in (rule.methods or ()) or _is_no_page(rule):
            continue
        own = next(
            (found for start, found in stage.samples_of.items() if rule.endpoint.startswith(start)), {}
        )
        values = {name: own.get(name, stage.samples.get(name)) for name in rule.arguments}
        if None in values.values():
            yield rule.endpoint, None
            continue
        built = rule.build(values)
        yield rule.endpoint, None if built is None else built[1]


def _is_no_page(rule: Rule) -> bool:
    view = rule.endpoint.rpartition(".")[2]
    if rule.endpoint == EMBEDDED:
        return False
    has_ending = "." in rule.rule.rpartition("/")[2]
    return has_ending or rule.endpoint.startswith(NO_PAGES) or any(word in view for word in FILE_WORDS)


def _reader(app: Flask, endpoint: str) -> str:
    if endpoint in AT_A_DESK:
        return AT_A_DESK[endpoint]
    audience = audience_of(app.view_functions[endpoint])
    if audience is None or audience.everyone:
        return "nobody"
    return next((one.value for one in READERS if one in audience.roles), "participant")
