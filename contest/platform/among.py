"""Rows by thousands of whole numbers, given as one parameter of a statement that is translated once.

`IN` with a parameter for each number costs more to write than its rows cost to read; a subquery after `IN`
makes SQLite look through the whole table.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Select, Text, bindparam, cast, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Unpacked(FunctionElement[Any]):
    """The elements of a JSON list as rows."""

    inherit_cache = True


def select_among(key: Any, *columns: Any) -> Select[Any]:
    """Select the key column and others of the rows whose key is among the parameter ``wanted``: numbers()."""
    wanted = _Unpacked(bindparam("wanted", type_=Text())).table_valued("value", name="wanted")
    return select(key, *columns).join_from(wanted, key.class_, key == cast(wanted.c.value, BigInteger))


def numbers(wanted: Iterable[int]) -> str:
    """The value of the parameter."""
    return json.dumps(list(wanted))


@compiles(_Unpacked, "sqlite")
def _for_sqlite(element: _Unpacked, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_Unpacked, "postgresql")
def _for_postgresql(element: _Unpacked, compiler: Any, **options: Any) -> str:
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS jsonb))"
