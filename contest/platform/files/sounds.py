"""Which recording a file holds, by its first bytes; never by its name."""

from collections.abc import Callable

_MPEG_FRAMES = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
_ADTS_FRAMES = (b"\xff\xf1", b"\xff\xf9")
_EBML = b"\x1aE\xdf\xa3"
# Browsers that record into MP4 name one of these brands; older recorders of phones M4A.
_MP4_BRANDS = (b"M4A", b"iso", b"mp4", b"dash")
# Where a film says that it has pictures: WebM's codecs, MP4's handler.
_PICTURES = (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG", b"vide")
_HEAD = 64


def sound_of(content: bytes) -> tuple[str, str] | None:
    """(ending, kind for browsers) of a recording; None for anything else, films too."""
    for ending, mimetype, is_this in _KINDS:
        if is_this(content):
            return ending, mimetype
    return None


def _has_pictures(content: bytes) -> bool:
    return any(sign in content for sign in _PICTURES)


def _is_webm(content: bytes) -> bool:
    return content.startswith(_EBML) and b"webm" in content[:_HEAD] and not _has_pictures(content)


def _is_mp4(content: bytes) -> bool:
    is_known = content[4:8] == b"ftyp" and content[8:12].startswith(_MP4_BRANDS)
    return is_known and not _has_pictures(content)


_KINDS: tuple[tuple[str, str, Callable[[bytes], bool]], ...] = (
    ("ogg", "audio/ogg", lambda content: content.startswith(b"OggS")),
    ("mp3", "audio/mpeg", lambda content: content.startswith((b"ID3", *_MPEG_FRAMES))),
    ("aac", "audio/aac", lambda content: content.startswith(_ADTS_FRAMES)),
    ("webm", "audio/webm", _is_webm),
    ("m4a", "audio/mp4", _is_mp4),
)
