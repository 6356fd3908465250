"""The program that checks results alone, put together from its parts as the one file that is handed out."""

import ast
import hashlib
import inspect
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from contest.standings.verification.alone import chain, command, results, signatures

PARTS = (signatures, results, chain, command)
SHEBANG = "#!/usr/bin/env python3"
OWN = "contest."


@cache
def text() -> str:
    """The whole program: what it is for, what it imports, then each part under its title."""
    parts = [inspect.getsource(part) for part in PARTS]
    purpose = ast.get_docstring(ast.parse(parts[-1])) or ""
    bodies = [_body(part, is_last=part is parts[-1]) for part in parts]
    return "\n".join((SHEBANG, f'"""{purpose}\n"""', "", *_imports(parts), "", *bodies)).rstrip() + "\n"


@cache
def digest() -> str:
    """SHA-256 of the program."""
    return hashlib.sha256(text().encode()).hexdigest()


def _imports(parts: Sequence[str]) -> list[str]:
    """What the parts need of Python, each module once."""
    modules: set[str] = set()
    names: defaultdict[str, set[str]] = defaultdict(set)
    for node in (node for part in parts for node in ast.parse(part).body):
        if isinstance(node, ast.Import):
            modules |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.module.startswith(OWN):
            names[node.module] |= {one.name for one in node.names}
    return [
        *(f"import {module}" for module in sorted(modules)),
        *(f"from {module} import {', '.join(sorted(own))}" for module, own in sorted(names.items())),
    ]


def _body(part: str, *, is_last: bool) -> str:
    """A part without its imports, its own words as a comment on top; the last one's lead the program."""
    tree = ast.parse(part)
    first = next(node for node in tree.body if not isinstance(node, ast.Expr | ast.Import | ast.ImportFrom))
    words = "The command." if is_last else ast.get_docstring(tree) or ""
    title = "\n".join(f"# {line}".rstrip() for line in words.splitlines())
    body = "\n".join(part.splitlines()[first.lineno - 1 :])
    return f"\n{title}\n\n{body}\n"
