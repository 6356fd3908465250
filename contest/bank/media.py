"""Pictures and recordings of questions: known by what they are, never by what they are called."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from contest.bank.errors import MediumRefused
from contest.platform.files.sounds import sound_of
from questions.item import Medium, MediumKind

LARGEST: Mapping[MediumKind, int] = MappingProxyType(
    {MediumKind.IMAGE: 1024 * 1024, MediumKind.AUDIO: 3 * 1024 * 1024}
)
NAME_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A file that was recognised: the digest of its content names it."""

    sha256: str
    kind: MediumKind
    ending: str
    mimetype: str
    content: bytes

    def medium(self, *, description: str, choice: int | None) -> Medium:
        """The file as a part of a question, under an opaque name."""
        return Medium(
            kind=self.kind,
            file=f"{self.sha256[:NAME_LENGTH]}.{self.ending}",
            description=description,
            choice=choice,
            sha256=self.sha256,
        )


def recognised(content: bytes) -> MediaFile:
    """What a file is by its first bytes; raises MediumRefused for any other kind, and for too large a one."""
    known = _kind_of(content)
    if known is None:
        raise MediumRefused(problem="Tệp phải là hình PNG, JPEG, WebP hoặc ghi âm MP3, M4A, AAC, Ogg, WebM.")
    kind, ending, mimetype = known
    if len(content) > LARGEST[kind]:
        megabytes = LARGEST[kind] // 1024 // 1024
        raise MediumRefused(problem=f"{kind.label} không được lớn hơn {megabytes} MB.")
    return MediaFile(
        sha256=hashlib.sha256(content).hexdigest(),
        kind=kind,
        ending=ending,
        mimetype=mimetype,
        content=content,
    )


def _kind_of(content: bytes) -> tuple[MediumKind, str, str] | None:
    return _image_of(content) or _audio_of(content)


def _image_of(content: bytes) -> tuple[MediumKind, str, str] | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content.endswith(b"IEND\xaeB`\x82"):
        return MediumKind.IMAGE, "png", "image/png"
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return MediumKind.IMAGE, "jpg", "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediumKind.IMAGE, "webp", "image/webp"
    return None


def _audio_of(content: bytes) -> tuple[MediumKind, str, str] | None:
    found = sound_of(content)
    return None if found is None else (MediumKind.AUDIO, *found)
