"""Archives that are written while they are sent: nobody waits for the last file, and none is kept."""

import io
import zipfile
from collections.abc import Iterator


class _Sink(io.RawIOBase):
    """What a writer wrote since somebody last took it away."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, part: bytes) -> int:  # type: ignore[override] # zipfile writes bytes alone
        self._written += part
        return len(part)

    def taken(self) -> bytes:
        part = bytes(self._written)
        self._written.clear()
        return part


def streamed(files: Iterator[tuple[str, bytes]]) -> Iterator[bytes]:
    """A ZIP of (name, content), part by part; each file is asked for when those before it are sent."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
            yield sink.taken()
    yield sink.taken()
