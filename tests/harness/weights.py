"""What a page weighs on its way to a reader: bytes as they travel, by kind, and the requests they take."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, Request, Response

from harness.browser import PHONE

ICON = "/favicon"
KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "font"}
FIRST_PAINT = """() => new Promise((resolve) => {
  const found = () => performance.getEntriesByName("first-contentful-paint")[0];
  if (found()) resolve(found().startTime);
  else new PerformanceObserver((_list, observer) => {
    if (found()) { observer.disconnect(); resolve(found().startTime); }
  }).observe({ type: "paint", buffered: true });
})"""
SHIFTED = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """The bodies of one page as sent, compressed; what is none of the four kinds is in the total only."""

    html: int
    css: int
    js: int
    font: int
    total: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A connection as a phone in a valley has it."""

    bytes_per_second: int
    latency_ms: int
    cpu_slowdown: int


SLOW_3G = Line(bytes_per_second=50_000, latency_ms=400, cpu_slowdown=6)  # 400 kbit/s


def narrow(page: Page, line: Line) -> None:
    """Let everything this page loads come over such a line."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": line.latency_ms,
            "downloadThroughput": line.bytes_per_second,
            "uploadThroughput": line.bytes_per_second,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": line.cpu_slowdown})


def weigh(page: Page, path: str) -> Weight:
    """Open a page with nothing kept from before; the icon of the browser's own frame is not of the page."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        if ICON not in answer.url:
            answers.append(answer)

    page.on("response", note)
    page.goto(path, wait_until="networkidle")
    page.remove_listener("response", note)
    bytes_of: Counter[str] = Counter()
    for answer in answers:
        bytes_of[KINDS.get(answer.request.resource_type, "other")] += _body_bytes(answer.request)
    return Weight(
        html=bytes_of["html"],
        css=bytes_of["css"],
        js=bytes_of["js"],
        font=bytes_of["font"],
        total=bytes_of.total(),
        requests=sum(1 for answer in answers if _body_bytes(answer.request)),
    )


def _body_bytes(request: Request) -> int:
    """What the body of the answer took on the line; nothing when the browser had it."""
    return max(0, request.sizes()["responseBodySize"])


@dataclass(slots=True)
class Meter:
    """What went over the line by request: heads and bodies of both directions, nothing that a cache had."""

    bytes_of: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.bytes_of.values())

    def each(self, ending: str) -> list[int]:
        """The requests whose method and path end so, each with its answer."""
        return [
            self.bytes_of[key]
            for key, name in self.names.items()
            if name.endswith(ending) and key in self.bytes_of
        ]


@contextmanager
def metered(page: Page) -> Iterator[Meter]:
    """Measure everything that this page asks for meanwhile."""
    meter = Meter()
    sent: dict[str, int] = {}
    session = page.context.new_cdp_session(page)

    def leaves(event: dict[str, Any]) -> None:
        request = event["request"]
        heads = sum(len(name) + len(value) + 4 for name, value in request["headers"].items())
        sent[event["requestId"]] = len(request["url"]) + heads + len(request.get("postData", ""))
        meter.names[event["requestId"]] = f"{request['method']} {request['url'].split('?')[0].split('#')[0]}"

    def arrived(event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            meter.bytes_of[event["requestId"]] = int(event["encodedDataLength"]) + sent.get(
                event["requestId"], 0
            )

    session.on("Network.requestWillBeSent", leaves)
    session.on("Network.loadingFinished", arrived)
    session.send("Network.enable")
    yield meter
    session.detach()


def first_paint_ms(browser: Browser, *, base_url: str, path: str, line: Line) -> float:
    """When something to read stands on a phone that comes for the first time."""
    page = browser.new_page(base_url=base_url, viewport=PHONE)  # type: ignore[arg-type] # a width and a height
    narrow(page, line)
    page.goto(path, wait_until="load")
    moment = float(page.evaluate(FIRST_PAINT))
    page.close()
    return moment
