"""Pages that are written once, for nobody, and filled in for each person.

A view gives its template two kinds of things. What is personal goes into Words, and the template is given a
hole instead, which can be printed and nothing else. The rest is the page's shape: whatever the template may
look at. So a page is the same for everybody with the same shape, language and preferences; it is written
outside of everybody's request, by a template that knows nobody and cannot show one's words to another.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, cast

from flask import Flask, g, render_template
from markupsafe import Markup, escape

from contest.platform.here import extension, the_app, the_request, the_session
from contest.platform.language.catalogues import SOURCE
from contest.platform.language.languages import page_language, reader_language
from contest.platform.language.other_language import theirs
from contest.platform.language.preferences import PREFERENCES_COOKIE, Preferences, preferences
from contest.platform.serving.frames import FIRST_HOLE, LAST_MARK, Frame, marks
from contest.platform.serving.remembered import own_token
from contest.platform.serving.security import csp_nonce
from contest.platform.viewer import FOUND, Viewer, viewer

EXTENSION, SURROUNDINGS = "contest_frames", "contest_frames_surroundings"
# A frame has five to a hundred kilobytes. Two dozen shapes are in use at a time.
MOST_FRAMES = 64
TOKEN, NONCE, ADDRESS = marks(3, first=0x60)
SAVING = "on"


class Hole:
    """What a template is given in place of somebody's word: printed, it marks where the word goes."""

    __slots__ = ("_mark",)

    def __init__(self, mark: str) -> None:
        """Stand for one mark."""
        self._mark = mark

    def __html__(self) -> Markup:
        """The mark; the word is escaped when it is put in."""
        return Markup(self._mark)  # noqa: S704 - one sign of the private use area

    def __str__(self) -> str:
        """The same."""
        return self._mark

    def __bool__(self) -> NoReturn:
        """A page that depends on a word would be another person's page: that belongs to the shape."""
        raise TypeError("a hole is filled in later; what a template asks about belongs to the page's shape")

    __len__ = __iter__ = __int__ = __bool__


_MARKS = tuple(map(chr, range(FIRST_HOLE, LAST_MARK + 1)))
_HOLES = tuple(map(Hole, _MARKS))
_NAME = Hole(marks(1, first=0x63)[0])


class Words:
    """What is personal on one page, in the order in which it was said."""

    __slots__ = ("_marks_names", "_words")

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._words: list[bytes] = []
        self._marks_names = page_language() != SOURCE

    def __call__(self, word: object) -> Hole:
        """The hole of a word; what is no markup is escaped, what is Vietnamese among English marked."""
        return self.written(escape(theirs(word) if self._marks_names else word).encode())

    def written(self, piece: bytes) -> Hole:
        """The hole of a piece of the page that is written as it is sent: tens of kilobytes, mostly."""
        self._words.append(piece)
        return _HOLES[len(self._words) - 1]

    def by_mark(self) -> dict[str, bytes]:
        """The words by the marks where they go."""
        return dict(zip(_MARKS, self._words, strict=False))


def install(app: Flask, *, surroundings: Callable[[], Hashable]) -> None:
    """Keep the frames of an app; surroundings is what every page shows besides, such as the organiser."""
    app.extensions[EXTENSION] = Moment()
    app.extensions[SURROUNDINGS] = surroundings


@dataclass(frozen=True, slots=True)
class Moment:
    """Frames that serve as long as what they show is true: values by name, the same for everybody."""

    shown: Mapping[str, Any] = field(default_factory=dict)
    frames: dict[Hashable, Frame] = field(default_factory=dict)


def page(template: str, words: Words, *, moment: Moment | None = None, **shape: Any) -> bytes:
    """A page of this shape with these words; ``shape`` is hashable and holds nothing of one person."""
    moment = moment or extension(EXTENSION)
    if "_flashes" in the_session():
        # Says something once, to one person.
        frame = Frame.of(render_template(template, **moment.shown, **shape))
    else:
        frame = _kept(template, moment, shape)
    filling = words.by_mark()
    for _at, mark in frame.holes:
        if mark in _OF_EVERY_PAGE and mark not in filling:
            filling[mark] = escape(_OF_EVERY_PAGE[mark]()).encode()
    return frame.filled(filling)


_OF_EVERY_PAGE: dict[str, Callable[[], str]] = {
    TOKEN: own_token,
    NONCE: csp_nonce,
    ADDRESS: lambda: the_request().url,
    str(_NAME): lambda: str(theirs(viewer().name)),
}


def _kept(template: str, moment: Moment, shape: Mapping[str, Any]) -> Frame:
    known, somebody, reader = moment.frames, _somebody_like(viewer()), preferences()
    is_saving = the_request().environ.get("HTTP_SAVE_DATA", "") == SAVING
    around = extension(SURROUNDINGS)()
    key = (template, reader_language(), reader, is_saving, somebody, around, *shape.items())
    frame = known.get(key)
    if frame is None:
        if len(known) >= MOST_FRAMES:
            known.pop(next(iter(known)))
        shown = {**moment.shown, **shape}
        frame = known[key] = _written(template, somebody, reader, shown, is_saving=is_saving)
    return frame


def _somebody_like(person: Viewer) -> Viewer:
    """A viewer with the same rights who is nobody."""
    if not person.is_signed_in:
        return person
    return replace(
        person,
        account_id=1,
        name=cast("str", _NAME),
        unit_ids=frozenset(),
        desk_unit_ids=frozenset(),
        sign_in_token="",
        guest_id=min(person.guest_id, 1),
    )


def _written(
    template: str, somebody: Viewer, reader: Preferences, shown: Mapping[str, Any], *, is_saving: bool
) -> Frame:
    """The page as nobody's request gets it: no cookie but the preferences', no address, no session."""
    app = the_app()
    headers = {"Cookie": f"{PREFERENCES_COOKIE}={reader.to_cookie()}"}
    if is_saving:
        headers["Save-Data"] = SAVING
    with app.app_context(), app.test_request_context(headers=headers) as nobodys:
        nobodys.request.url = ADDRESS
        g.csrf_token, g.csp_nonce = TOKEN, NONCE
        setattr(g, FOUND, somebody)
        return Frame.of(render_template(template, **shown))
