"""Official documents and charts through typst: fixed programs in templates/, data as JSON, no other input."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal, cast

from contest.platform.files import decree
from contest.platform.files.official import Block, Chart, Official, Table, Text

FONTS = Path(__file__).parent / "fonts"
PROGRAMS = Path(__file__).parents[3] / "templates"
CHART_DPI = 200
SECONDS = 60
# Fonts are read once; a compiler is used by one thread at a time.
_turn = Lock()


@lru_cache
def _compiler(folder: str) -> Any:
    """A compiler that sees one folder of programs and our own fonts, nothing else."""
    import typst  # noqa: PLC0415 - 15 MB of a worker: loaded by those who print

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(root=PROGRAMS / folder, font_paths=fonts, ignore_system_fonts=True)


def compiled(
    program: str, data: Mapping[str, object], *, form: Literal["pdf", "png"] = "pdf", dpi: int | None = None
) -> bytes:
    """The file that a program ("documents/official.typ") makes of data; text in it is never read as typst."""
    folder = program.split("/", 1)[0]
    with _turn:
        made = _compiler(folder).compile(
            PROGRAMS / program,
            format=form,
            ppi=dpi,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    return cast("bytes", made)  # a list only for several pictures, and ours are of one page


def write_pdf(document: Official) -> bytes:
    """The document to read, on the same page as the Word file."""
    return compiled("documents/official.typ", _document(document))


def write_pdf_apart(document: Official) -> bytes:
    """The same by a process of its own, for pages of everybody: their workers do not carry the typesetter."""
    done = subprocess.run(
        [sys.executable, "-m", "contest.platform.files.pdf"],
        cwd=PROGRAMS.parent,
        input=json.dumps(_document(document)).encode(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    return done.stdout


def chart_png(chart: Chart, *, width: float) -> bytes:
    """A chart as a picture of a width in mm."""
    return compiled(
        "documents/chart.typ", {"chart": asdict(chart), "width": width}, form="png", dpi=CHART_DPI
    )


def _document(document: Official) -> dict[str, object]:
    return {
        "page": {
            "top": decree.TOP, "bottom": decree.BOTTOM, "left": decree.LEFT, "right": decree.RIGHT,
            "header": decree.HEADER_DISTANCE, "issuer": decree.ISSUER_WIDTH, "rule": decree.RULE_SHARE,
        },
        "nation": decree.NATION,
        "motto": decree.MOTTO,
        "styles": {part: asdict(letters) for part, letters in decree.STYLES.items()},
        "parent": document.parent,
        "issuer": document.issuer,
        "number": document.number_and_symbol,
        "place": document.place_and_day,
        "kind": document.kind,
        "subject": document.subject,
        "decider": document.decider,
        "bases": closed(document.bases),
        "formula": document.formula,
        "to": list(document.to),
        "blocks": [_block(block) for block in document.blocks],
        "signers": [asdict(signer) for signer in document.signers],
        "recipients": closed(document.recipients),
        "code": document.code,
        "attached": document.attached_to,
        "annexes": [
            {
                "number": document.annex_number(index),
                "title": annex.title.upper(),
                "is_wide": annex.is_wide,
                "blocks": [_block(block) for block in annex.blocks],
            }
            for index, annex in enumerate(document.annexes)
        ],
    }  # fmt: skip


def _block(block: Block) -> dict[str, object]:
    kind = {Text: "text", Table: "table", Chart: "chart"}[type(block)]
    return {"block": kind, **asdict(block)}


def closed(lines: tuple[str, ...]) -> list[str]:
    """Each line of a list ends with a semicolon, the last with a full stop, as the decree asks."""
    bare = [line.rstrip(" ;.") for line in lines]
    return [f"{line}{'.' if number == len(bare) else ';'}" for number, line in enumerate(bare, start=1)]


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled("documents/official.typ", json.load(sys.stdin.buffer)))
