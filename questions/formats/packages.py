"""What an office file (a zip of XML) may hold before a library is allowed to open it."""

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

MAX_BYTES = 5_000_000
MAX_MEMBERS = 2_000
MAX_UNPACKED = 100_000_000
MAX_RATIO = 200

# Found in any encoding that XML allows: each letter may be followed or preceded by zero bytes.
_DECLARATION = re.compile(
    b"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)"
)


# RuntimeError is what zipfile raises for an encrypted member.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


class UnsafeFileError(ValueError):
    """The file is refused unopened; ``code`` for programs, the text in Vietnamese."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.code = code


def check_package(content: bytes) -> None:
    """Refuse a file that is no zip, unpacks too large, carries macros, entities or odd paths."""
    if len(content) > MAX_BYTES:
        raise UnsafeFileError("too-large", "Tệp lớn hơn 5 MB; hãy tách thành nhiều tệp.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_members(package.infolist())
            for member in package.infolist():
                _check_content(package, member)
    except _UNREADABLE as error:
        raise UnsafeFileError("not-a-package", "Tệp hỏng, có mật khẩu hoặc không đúng loại.") from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 5_000):
        raise UnsafeFileError("zip-bomb", "Tệp bung ra quá lớn; tệp bị từ chối để bảo vệ hệ thống.")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise UnsafeFileError("odd-path", "Tệp chứa đường dẫn lạ; tệp bị từ chối.")
        if path.name.lower().startswith("vbaproject") or path.suffix.lower() in (".vbs", ".exe", ".js"):
            message = "Tệp có macro hoặc chương trình; hãy lưu lại không kèm chúng (.xlsx, .docx)."
            raise UnsafeFileError("macro", message)


def _check_content(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    # Reading to the end also finds sizes and checksums that lie.
    content = package.read(member)
    if member.filename.lower().endswith((".xml", ".rels", ".vml")) and _DECLARATION.search(content):
        raise UnsafeFileError("entity", "Tệp khai báo thực thể XML; tệp bị từ chối để bảo vệ hệ thống.")
