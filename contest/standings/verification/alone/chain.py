"""The chain of the log: the first entry that is not as it was written, and what was done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from contest.standings.verification.alone.signatures import canonical, sha256

GENESIS = "0" * 64


def bad_places(
    entries: Sequence[Mapping[str, Any]], end: Mapping[str, Any], anchors: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[int, str]]:
    """The ids of entries that are not as they were written, and what was done; the first one counts."""
    missing = end["entries"] - len(entries)
    waiting = sorted((one["statement"]["entries"], one["statement"]["head"]) for one in anchors)
    last, before, unvouched = 0, GENESIS, 0
    for index, entry in enumerate(entries):
        told = {name: value for name, value in entry.items() if name not in {"id", "hash"}}
        if sha256(canonical(told)) != entry["hash"]:
            yield entry["id"], "inserted" if missing < 0 else "changed"
        elif entry["previous_hash"] != before:
            yield broken_before(index, entries, is_missing=missing > 0)
        unvouched = unvouched or entry["id"]
        last, before = entry["id"], entry["hash"]
        if waiting and waiting[0][0] == index + 1:
            while waiting and waiting[0][0] == index + 1:
                if waiting.pop(0)[1] != before:
                    yield unvouched, "rewritten"
            unvouched = 0
    if waiting or missing > 0:
        yield last + 1, "truncated"
    elif missing < 0:
        yield follower(entries, end["head"]) or last, "inserted"
    elif before != end["head"]:
        yield last, "changed"


def broken_before(index: int, entries: Sequence[Mapping[str, Any]], *, is_missing: bool) -> tuple[int, str]:
    """What was done where an entry follows another than the one before it."""
    wanted = entries[index]["previous_hash"]
    if follows := follower(entries, wanted):
        return follows, "inserted"
    last = entries[index - 1]["id"] if index else 0
    return (last + 1, "deleted") if is_missing or not index else (last, "changed")


def follower(entries: Sequence[Mapping[str, Any]], wanted: str) -> int | None:
    """The id of the entry that stands behind the one with this hash."""
    hashes = [GENESIS, *(one["hash"] for one in entries)]
    ids = [one["id"] for one in entries]
    return next((entry_id for one, entry_id in zip(hashes, ids, strict=False) if one == wanted), None)
