"""The site's key texts as recordings: kept by organisers, heard by anybody beside the text."""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from contest.platform.audit import log as audit
from contest.platform.cache import kept
from contest.platform.database import read, transaction
from contest.platform.files.sounds import sound_of
from contest.platform.language.catalogues import LANGUAGES
from contest.platform.language.key_texts import KEY_TEXTS, KeyText
from contest.rounds.errors import NoRecording, RecordingMissing, RecordingTooLarge, RecordingUnknown
from contest.rounds.models import RecordingRow

LARGEST = 60 * 1024
KEPT_SECONDS = 30
NAME_LENGTH = 32
_ABOUT = (
    RecordingRow.key,
    RecordingRow.language,
    RecordingRow.sha256,
    RecordingRow.ending,
    RecordingRow.size,
    RecordingRow.recorded_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A key text in a language; its content names its file."""

    key: str
    language: str
    name: str
    size: int
    recorded_at: datetime

    @property
    def language_name(self) -> str:
        """What the language calls itself."""
        return LANGUAGES[self.language]

    @property
    def kilobytes(self) -> int:
        """The size as it is told before it is fetched."""
        return math.ceil(self.size / 1024)


def key_text(key: str) -> KeyText:
    """The key text with this name; raises RecordingUnknown."""
    for one in KEY_TEXTS:
        if one.key == key:
            return one
    raise RecordingUnknown


def all_recordings() -> tuple[Recording, ...]:
    """All of them as they are now, languages in the order in which they are offered."""
    order = list(LANGUAGES)
    rows = read().execute(select(*_ABOUT).order_by(RecordingRow.key)).all()
    found = [
        Recording(
            key=row.key,
            language=row.language,
            name=f"{row.sha256[:NAME_LENGTH]}.{row.ending}",
            size=row.size,
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: order.index(one.language)))


def find_recording(key: str, language: str) -> Recording | None:
    """The recording of a key text in a language."""
    found = [one for one in all_recordings() if (one.key, one.language) == (key, language)]
    return found[0] if found else None


def heard(key: str) -> tuple[Recording, ...]:
    """The recordings that pages offer beside a key text; a new one is there within half a minute."""
    return kept("recordings", KEPT_SECONDS, _by_key).get(key, ())


def spoken_languages() -> frozenset[str]:
    """The languages that have a recording."""
    found = kept("recordings", KEPT_SECONDS, _by_key)
    return frozenset(one.language for several in found.values() for one in several)


def offered() -> frozenset[tuple[str, str]]:
    """Which recordings pages offer, to tell two moments apart: (key text, file)."""
    found = kept("recordings", KEPT_SECONDS, _by_key)
    return frozenset((one.key, one.name) for several in found.values() for one in several)


def file_of(name: str) -> tuple[str, bytes]:
    """(kind for browsers, content) under a file's name; raises RecordingUnknown."""
    start, _dot, ending = name.partition(".")
    row = (
        read()
        .execute(
            select(RecordingRow.mimetype, RecordingRow.content)
            .where(RecordingRow.sha256.startswith(start, autoescape=True), RecordingRow.ending == ending)
            .limit(1)
        )
        .one_or_none()
    )
    if row is None or len(start) != NAME_LENGTH:
        raise RecordingUnknown
    return row.mimetype, row.content


def keep(*, key: str, language: str, content: bytes, by: int, now: datetime) -> None:
    """Keep a recording in place of the one there was; what is sent twice is kept once."""
    known = key_text(key)
    if language not in LANGUAGES:
        raise RecordingUnknown
    if not content:
        raise RecordingMissing
    found = sound_of(content)
    if found is None:
        raise NoRecording
    if len(content) > LARGEST:
        raise RecordingTooLarge(kilobytes=LARGEST // 1024)
    ending, mimetype = found
    digest = hashlib.sha256(content).hexdigest()
    with transaction() as session:
        row = session.get(RecordingRow, (known.key, language), with_for_update=True)
        if row is not None and row.sha256 == digest:
            return
        if row is None:
            row = RecordingRow(key=known.key, language=language)
            session.add(row)
        row.sha256, row.ending, row.mimetype = digest, ending, mimetype
        row.size, row.content = len(content), content
        row.recorded_at, row.recorded_by = now, by
        session.flush()
        audit.record(
            action="rounds:recording:keep",
            subject=f"{known.key}/{language}",
            by=by,
            now=now,
            facts={"sha256": digest, "size": len(content)},
        )


def remove(*, key: str, language: str, reason: str, by: int, now: datetime) -> None:
    """Take a recording off the pages; raises RecordingUnknown where there is none any more."""
    with transaction() as session:
        gone = session.execute(
            delete(RecordingRow).where(RecordingRow.key == key, RecordingRow.language == language)
        )
        if not gone.rowcount:  # type: ignore[attr-defined] # the result of a DELETE has it
            raise RecordingUnknown
        audit.record(
            action="rounds:recording:remove", subject=f"{key}/{language}", by=by, now=now, reason=reason
        )


def _by_key() -> dict[str, tuple[Recording, ...]]:
    found = all_recordings()
    return {text.key: tuple(one for one in found if one.key == text.key) for text in KEY_TEXTS}
