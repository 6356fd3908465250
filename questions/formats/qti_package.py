"""The zip around QTI files: which resources its manifest lists, and how such a zip is written.

Source: IMS Content Packaging 1.1.4; IMS QTI 1.2.1 and 2.1, "Integration Guide".
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from questions.formats.packages import MAX_BYTES, check_package
from questions.formats.xml_tree import Node, XmlError, parse_xml
from questions.item import Item

MANIFEST = "imsmanifest.xml"
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,100}")
# A fixed day, so that the same questions give the same bytes.
_WRITTEN_ON = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A QTI file as the manifest lists it; ``member`` is None where it leads out of the package.

    ``note`` is what we wrote beside it, None in the packages of others.
    """

    line: int
    href: str
    member: str | None
    note: str | None


class Package:
    """A package that was found harmless; its members are read one by one."""

    def __init__(self, content: bytes) -> None:
        """Raise UnsafeFileError for what is no package or not to be trusted."""
        check_package(content)
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._names = frozenset(self._zip.namelist())
        self.manifest = min(
            (name for name in self._names if posixpath.basename(name) == MANIFEST),
            key=lambda name: (name.count("/"), name),
            default="",
        )

    def tree(self, name: str) -> Node:
        """The root of an XML file in the package; raises XmlError."""
        if self._zip.getinfo(name).file_size > MAX_BYTES:
            raise XmlError("too-large", 1, "Tệp trong gói lớn hơn 5 MB; hãy tách thành nhiều tệp.")
        return parse_xml(self._zip.read(name)).children[0]

    def resources(self) -> Iterator[Resource]:
        """The QTI files of the manifest in its order, each once; raises XmlError."""
        seen: set[str] = set()
        for resources in self.tree(self.manifest).all("resources"):
            for node in resources.all("resource"):
                if "qti" not in node.attributes.get("type", "").lower():
                    continue
                href = _href(node)
                base = posixpath.join(resources.attributes.get("base", ""), node.attributes.get("base", ""))
                # Blackboard names its files from the top whatever the base.
                member = self._member(posixpath.join(base, href)) or self._member(href)
                if member is None or member not in seen:
                    yield Resource(line=node.line, href=href, member=member, note=_note(node))
                if member is not None:
                    seen.add(member)

    def _member(self, href: str) -> str | None:
        path = posixpath.join(posixpath.dirname(self.manifest), unquote(href))
        path = posixpath.normpath(path)
        return path if path in self._names else None


def _href(resource: Node) -> str:
    # Blackboard names its file by an attribute of its own.
    for name in ("href", "file"):
        if name in resource.attributes:
            return resource.attributes[name]
    return next((file.attributes.get("href", "") for file in resource.all("file")), "")


def _note(resource: Node) -> str | None:
    metadata = resource.first("metadata")
    note = metadata.first("cchc") if metadata else None
    return note.text if note else None


def identifiers(items: Sequence[Item]) -> list[str]:
    """A name for each item that XML allows as an identifier: its code where that will do."""
    taken: set[str] = set()
    names = []
    for number, item in enumerate(items, start=1):
        usable = _IDENTIFIER.fullmatch(item.code) and item.code not in taken
        name = item.code if usable else f"cau-{number:05d}"
        while name in taken:
            name += "x"
        taken.add(name)
        names.append(name)
    return names


def packed(members: Mapping[str, bytes]) -> bytes:
    """The zip of these files, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name, _WRITTEN_ON), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
