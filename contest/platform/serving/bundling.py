"""One file for a page's script: the modules it imports are put before it, without comments and indentation.

A phone on weak 3G pays 400 ms for each request, so eight modules must not be eight of them. Our modules
are written for this: static imports stand at the top, one a line, from relative paths; exports are
`export function`, `export async function` or `export const`; a comment has a line of its own or stands
behind a statement. Nothing else is changed, so what was tested unbundled is what runs.
"""

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{([^}]+)\} from "(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function |const )", re.MULTILINE)
EXPORTED = re.compile(r"^export (?:async )?(?:function|const) (\w+)", re.MULTILINE)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_SPACE = re.compile(r"\s+")
CSS_AROUND = re.compile(r" ?([{};,>]) ?")
CSS_COLON = re.compile(r"(?<=[\w-]): (?=[^{}]*[;}])")
COMMENT = re.compile(r"^\s*//.*$|(?<=[;,{)]) // .*$", re.MULTILINE)


def bundle(entry: Path) -> str:
    """The script of a page as one module, each imported module once."""
    parts: dict[Path, str] = {}
    path = entry.resolve()
    _collect(path, parts)
    exported = EXPORTED.findall(path.read_text(encoding="utf-8"))
    # What is loaded only when it is wanted, with import(), gives its functions to whoever wanted it.
    last = [f"export const {{{','.join(exported)}}}={_name(path)};"] if exported else []
    return "\n".join([*parts.values(), *last])


def _collect(path: Path, parts: dict[Path, str]) -> None:
    source = path.read_text(encoding="utf-8")
    heads = []
    for names, relative in IMPORT.findall(source):
        target = (path.parent / relative).resolve()
        if target not in parts:
            _collect(target, parts)
        wanted = ",".join(name.strip() for name in names.split(",") if name.strip())
        heads.append(f"const {{{wanted}}}={_name(target)};")
    exported = EXPORTED.findall(source)
    body = EXPORT.sub("", IMPORT.sub("", source))
    lines = [line.strip() for line in COMMENT.sub("", body).splitlines()]
    text = "".join(heads) + "\n" + "\n".join(line for line in lines if line)
    if exported:
        text = f"const {_name(path)}=(()=>{{{text}\nreturn{{{','.join(exported)}}}}})();"
    parts[path] = text


def _name(path: Path) -> str:
    return f"m_{path.stem}"


def tight(css: str) -> str:
    """A style sheet without comments and the white space that only readers of the source need.

    Ours hold no string in which this would change anything: a test has a browser read both.
    """
    text = CSS_SPACE.sub(" ", CSS_COMMENT.sub("", css))
    return CSS_COLON.sub(":", CSS_AROUND.sub(r"\1", text)).replace(";}", "}").strip()
