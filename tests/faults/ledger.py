"""What one participant can prove: every request sent and every reply received, in order, with the time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from contest.platform.clock import system_clock


class Ledger:
    """One participant's file, a line for each event; written at once, so that it survives its writer."""

    def __init__(self, path: Path) -> None:
        """Begin a new file."""
        self._file = path.open("w", encoding="utf-8", buffering=1)
        self._number = 0

    def close(self) -> None:
        """Nothing more will be noted."""
        self._file.close()

    def sent(self, kind: str, **facts: Any) -> int:
        """Note a request before it leaves. Answers its number."""
        self._number += 1
        self._write(id=self._number, kind=kind, sent=facts)
        return self._number

    def got(self, number: int, status: int, **facts: Any) -> None:
        """Note the reply to a request."""
        self._write(id=number, status=status, got=facts)

    def nothing(self, number: int, why: str) -> None:
        """Note that no reply came, which says nothing about whether the request arrived."""
        self._write(id=number, status=0, got={"why": why})

    def _write(self, **line: Any) -> None:
        line["at"] = system_clock().isoformat()
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request with what came of it; status 0 means that nothing came back."""

    person: int
    kind: str
    sent: Mapping[str, Any]
    sent_at: datetime
    status: int
    got: Mapping[str, Any]
    got_at: datetime | None


def read_ledgers(folder: Path) -> tuple[Exchange, ...]:
    """Every exchange of every participant; the file's name is the account."""
    return tuple(one for path in sorted(folder.glob("*.jsonl")) for one in _read(path))


def _read(path: Path) -> Iterator[Exchange]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    replies = {line["id"]: line for line in lines if "status" in line}
    for line in lines:
        if "kind" in line:
            reply = replies.get(line["id"], {"status": 0, "got": {}, "at": None})
            yield Exchange(
                person=int(path.stem),
                kind=line["kind"],
                sent=line["sent"],
                sent_at=datetime.fromisoformat(line["at"]),
                status=reply["status"],
                got=reply["got"],
                got_at=datetime.fromisoformat(reply["at"]) if reply["at"] else None,
            )
