"""Which formats there are, by the ending of a file's name."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from questions.formats import (
    aiken,
    csv_table,
    gift,
    moodle_xml,
    qti,
    qti1,
    qti2,
    spreadsheet,
    word,
    yaml_bank,
    yaml_writing,
)
from questions.formats.drafting import Defaults
from questions.formats.reading import ReadResult
from questions.item import Item


class Read(Protocol):
    """Reads the content of a file; never raises for what the content holds."""

    def __call__(self, content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: its Vietnamese name, its two ways, and what is lost on the way out.

    ``loses`` names the fields that no file of the format holds; ``holds_media`` tells whether
    it holds pictures, recordings and other languages.
    """

    name: str
    read: Read
    write: Callable[[Iterable[Item]], bytes]
    loses: str = ""
    holds_media: bool = False

    def dropped(self, items: Iterable[Item]) -> tuple[str, ...]:
        """What writing these items leaves out, one Vietnamese phrase each."""
        bank = tuple(items)
        lost = [self.loses] if self.loses else []
        if not self.holds_media:
            media = sum(
                len(item.media) + sum(len(variant.media) for variant in item.variants) for item in bank
            )
            variants = Counter(variant.language for item in bank for variant in item.variants)
            lost += [f"{media} hình và bản ghi âm"] if media else []
            lost += [f"{number} bản {language.label}" for language, number in sorted(variants.items())]
        return tuple(lost)


def _read_yaml(content: bytes, *, file: str, defaults: Defaults | None = None) -> ReadResult:  # noqa: ARG001
    # The house format says everything itself and takes no defaults.
    return yaml_bank.read_content(content, file=file)


def _write_yaml(items: Iterable[Item]) -> bytes:
    return yaml_writing.write_bank(items).encode()


_YAML = Format(name="YAML của ngân hàng", read=_read_yaml, write=_write_yaml, holds_media=True)
_QTI2 = Format(name="gói QTI 2.1", read=qti.read, write=qti2.write)
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".yaml": _YAML,
        ".yml": _YAML,
        ".xlsx": Format(name="sổ Excel", read=spreadsheet.read, write=spreadsheet.write),
        ".docx": Format(name="Word", read=word.read, write=word.write),
        ".csv": Format(name="CSV", read=csv_table.read, write=csv_table.write),
        ".gift": Format(name="GIFT", read=gift.read, write=gift.write),
        ".xml": Format(name="Moodle XML", read=moodle_xml.read, write=moodle_xml.write),
        ".zip": _QTI2,
        ".qti21.zip": _QTI2,
        ".qti12.zip": Format(name="gói QTI 1.2", read=qti.read, write=qti1.write),
        ".txt": Format(
            name="Aiken",
            read=aiken.read,
            write=aiken.write,
            loses="mã, chủ đề, mức độ, giải thích, căn cứ, hiệu lực, nhãn, dữ kiện",
        ),
    }
)


def format_of(path: Path) -> Format:
    """The format of a file by its name; ValueError with a Vietnamese sentence when there is none."""
    for ending in ("".join(path.suffixes[-2:]).lower(), path.suffix.lower()):
        if ending in FORMATS:
            return FORMATS[ending]
    known = ", ".join(FORMATS)
    raise ValueError(f"không biết định dạng của {path.name}; hãy dùng một trong: {known}")
