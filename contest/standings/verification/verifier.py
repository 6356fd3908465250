#!/usr/bin/env python3
"""Check a published result by yourself: Python 3.11 or newer, nothing else, no connection.

    python verify.py so-lieu.json --signature chu-ky.json --public-key khoa.pem
    python verify.py so-lieu.json --receipt HG24-7Q2M-XK4D
    python verify.py --audit nhat-ky.jsonl --anchors moc.jsonl --public-key khoa.pem
    python verify.py --lottery boc-tham.json

It shares no line with the software that made the result, and ends with status 1 when anything is
wrong. Sources: RFC 8032 (Ed25519), RFC 8410 (keys in PEM files).
"""

import argparse
import base64
import hashlib
import hmac
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import count, groupby
from pathlib import Path
from typing import Any

# --- Ed25519, RFC 8032 section 6: points are (X, Y, Z, T) with x = X/Z, y = Y/Z, x * y = T/Z ---

Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
KEY_BYTES, SIGNATURE_BYTES = 32, 64
NEUTRAL: Point = (0, 1, 1, 0)


def add(one: Point, other: Point) -> Point:
    """The sum of two points of the curve."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, point: Point) -> Point:
    """A point added to itself so many times."""
    total = NEUTRAL
    while factor:
        if factor & 1:
            total = add(total, point)
        point = add(point, point)
        factor >>= 1
    return total


def is_same(one: Point, other: Point) -> bool:
    """Whether two ways of writing a point mean the same point."""
    across = (one[0] * other[2] - other[0] * one[2]) % P
    upwards = (one[1] * other[2] - other[1] * one[2]) % P
    return across == upwards == 0


def x_of(y: int, sign: int) -> int | None:
    """The x that belongs to a y, None where no point has it."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point_of(data: bytes) -> Point | None:
    """A point from its 32 bytes, None for bytes that are no point."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, -1, P) % P
BASE_X = x_of(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the key signed this message."""
    if len(public_key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    key, nonce = point_of(public_key), point_of(signature[:KEY_BYTES])
    scalar = int.from_bytes(signature[KEY_BYTES:], "little")
    if key is None or nonce is None or scalar >= ORDER:
        return False
    challenge = hashlib.sha512(signature[:KEY_BYTES] + public_key + message).digest()
    factor = int.from_bytes(challenge, "little") % ORDER
    return is_same(times(scalar, BASE), add(nonce, times(factor, key)))


# --- what is signed and hashed -----------------------------------------------------------------


def canonical(data: Any) -> str:
    """The one way of writing data down that hashes and signatures are of."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(pem: str) -> bytes:
    """The 32 bytes of the public key in a PEM file."""
    return base64.b64decode("".join(pem.strip().splitlines()[1:-1]))[-KEY_BYTES:]


def statement_problems(envelope: Mapping[str, Any], keys: Sequence[bytes]) -> Iterator[str]:
    """What is wrong with a signed statement; without trusted keys it is held against its own."""
    public_key, signature = bytes.fromhex(envelope["public_key"]), bytes.fromhex(envelope["signature"])
    if keys and public_key not in keys:
        yield "chữ ký dùng khóa khác với khóa công khai được đưa vào"
    if not is_signed(public_key, signature, canonical(envelope["statement"]).encode()):
        yield "chữ ký không khớp với nội dung"


# --- the snapshot ------------------------------------------------------------------------------

HIGHER_IS_BETTER = {"score", "rounds_taken"}
INSTANTS = {"submitted_at", "registered_at"}
FIELDS = {"time_used": "time_used_ms"}
GENESIS = "0" * 64
COUNTED = ("people", "attempts", "people_all_correct")


def snapshot_problems(text: str) -> Iterator[str]:
    """What does not follow from the values that the snapshot itself states."""
    snapshot = json.loads(text)
    rules = snapshot["rules"]["rule_set"]
    if canonical(snapshot) != text:
        yield "tệp không ở dạng chuẩn"
    if sha256(canonical(snapshot["rules"])) != snapshot["rules_digest"]:
        yield "mã thể lệ không khớp với thể lệ trong tệp"
    for division in rules["divisions"]:
        people = snapshot["persons"].get(division["code"], [])
        yield from count_problems(division["code"], people, snapshot["counts"][division["code"]])
        yield from place_problems(division["code"], people, rules["tie_break"])
        yield from prize_problems(division, people, needs_all=rules["prizes_need_all_correct"])
        if rules["prediction"]:
            yield from prediction_problems(division["code"], people, snapshot, rules["prediction"])
    yield from unit_problems(snapshot["units"])
    for draw in snapshot["draws"]:
        yield from lottery_problems(draw)
    receipts = snapshot["receipts"]
    if receipts != sorted(set(receipts)):
        yield "danh sách mã biên nhận bị lặp hoặc không theo thứ tự"
    if len(receipts) != sum(one["attempts"] for one in snapshot["counts"].values()):
        yield "số mã biên nhận khác với số lượt thi được tính"


def count_problems(
    division: str, people: Sequence[Mapping[str, Any]], counts: Mapping[str, int]
) -> Iterator[str]:
    """Numbers of a division that its list does not bear out."""
    right = [one for one in people if one["score"] == one["questions"] > 0]
    found = dict(zip(COUNTED, (len(people), sum(one["attempts"] for one in people), len(right)), strict=True))
    for name in COUNTED:
        if counts[name] != found[name]:
            yield f"{division}: {name} ghi {counts[name]}, đếm được {found[name]}"


def value_of(person: Mapping[str, Any], key: str) -> tuple[bool, Any]:
    """What a key compares, turned so that less is better; nothing stands behind everything."""
    value = person[FIELDS.get(key, key)]
    if value is None:
        return True, 0
    if key in INSTANTS:
        return False, datetime.fromisoformat(value)
    return False, -value if key in HIGHER_IS_BETTER else value


def place_problems(division: str, people: Sequence[Mapping[str, Any]], keys: Sequence[str]) -> Iterator[str]:
    """Places that do not follow from the values and the order of the criteria."""
    rows = [tuple(value_of(person, key) for key in keys) for person in people]
    sizes = Counter(rows)
    place = 0
    for index, (row, person) in enumerate(zip(rows, people, strict=True)):
        if index and row < rows[index - 1]:
            yield f"{division}: dòng {index + 1} tốt hơn dòng đứng trước"
        if not index or row != rows[index - 1]:
            place = index + 1
        if person["place"] != place or person["shared"] != (sizes[row] > 1):
            yield f"{division}: dòng {index + 1} ghi hạng {person['place']}, tính lại là hạng {place}"


def prediction_problems(
    division: str, people: Sequence[Mapping[str, Any]], snapshot: Mapping[str, Any], rule: Mapping[str, str]
) -> Iterator[str]:
    """An actual number that is not what was counted, and distances that are not what they should be."""
    counts = snapshot["counts"]
    counted = {division: counts[division]} if rule["scope"] == "division" else counts
    actual = sum(one[rule["target"]] for one in counted.values())
    if snapshot["actual_numbers"][division] != actual:
        yield f"{division}: số thực tế ghi {snapshot['actual_numbers'][division]}, đếm được {actual}"
    for index, person in enumerate(people, start=1):
        guess = person["prediction"]
        is_out = guess is None or (rule["variant"] == "not_above" and guess > actual)
        error = None if is_out else abs(guess - actual)
        if person.get("prediction_error", error) != error:
            yield f"{division}: dòng {index} ghi độ lệch {person['prediction_error']}, tính lại là {error}"


def prize_problems(
    division: Mapping[str, Any], people: Sequence[Mapping[str, Any]], *, needs_all: bool
) -> Iterator[str]:
    """More prizes or money than the rules give, or a better prize at a worse place."""
    code, prizes = division["code"], division["prizes"]
    order = [prize["code"] for prize in prizes]
    winners = [one for one in people if one.get("prize")]
    given = Counter(one["prize"] for one in winners if one["by"] != "equal_prizes")
    for prize in prizes:
        if given[prize["code"]] > prize["quota"]:
            yield f"{code}: {prize['code']} trao {given[prize['code']]}, thể lệ có {prize['quota']}"
    if sum(one["amount_vnd"] for one in winners) > sum(one["amount_vnd"] * one["quota"] for one in prizes):
        yield f"{code}: tổng tiền thưởng lớn hơn thể lệ"
    best_so_far = 0
    for place, sharing in groupby(winners, key=lambda one: one["place"]):
        ranks = [order.index(one["prize"]) for one in sharing]
        if min(ranks) < best_so_far:
            yield f"{code}: hạng {place} nhận giải cao hơn hạng đứng trước"
        best_so_far = max(best_so_far, *ranks)
    if needs_all and any(one["score"] != one["questions"] for one in winners):
        yield f"{code}: có giải cho người chưa đúng hết câu hỏi"


def unit_problems(units: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Units whose places do not follow from their points."""
    for (board, group), rows in groupby(units, key=lambda one: (one["board"], one["group"])):
        points: list[Fraction] = []
        place = 0
        for row in rows:
            if row["place"] is None:
                continue
            mine = Fraction(row["points"])
            if points and mine > points[-1]:
                yield f"{board}/{group}: {row['unit']} nhiều điểm hơn đơn vị đứng trước"
            place = place if points and mine == points[-1] else len(points) + 1
            points.append(mine)
            if row["place"] != place:
                yield f"{board}/{group}: {row['unit']} ghi hạng {row['place']}, tính lại là hạng {place}"


# --- the lottery -------------------------------------------------------------------------------


def drawn(entries: Iterable[str], seed: str) -> list[str]:
    """The order that follows from a list and a seed (docs/rules/giai-thuong-boc-tham.md)."""
    order = sorted(entries)
    commitment = sha256("\n".join(order))
    numbers = (
        int.from_bytes(hmac.digest(seed.encode(), f"{commitment}:{turn}".encode(), "sha256")[:4], "big")
        for turn in count()
    )
    for last in range(len(order) - 1, 0, -1):
        limit = 2**32 - 2**32 % (last + 1)
        other = next(number for number in numbers if number < limit) % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def lottery_problems(lottery: Mapping[str, Any]) -> Iterator[str]:
    """A list that is not the one announced before the draw, or an order that does not follow."""
    if sha256("\n".join(sorted(lottery["list"]))) != lottery["list_sha256"]:
        yield "danh sách bốc thăm không khớp với mã đã công bố trước"
    if lottery["seed"] and drawn(lottery["list"], lottery["seed"]) != list(lottery["order"]):
        yield "thứ tự bốc thăm không khớp khi tính lại"


# --- the chain of the log ----------------------------------------------------------------------


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


# --- the command -------------------------------------------------------------------------------


def read(path: str) -> str:
    """A file's text as it is, line ends included."""
    return Path(path).read_bytes().decode()


def findings(asked: argparse.Namespace) -> Iterator[tuple[str, list[str]]]:
    """What was checked, each with its problems."""
    keys = [key_of(read(path)) for path in asked.public_key]
    if asked.snapshot:
        text = read(asked.snapshot)
        snapshot = json.loads(text)
        yield f"Số liệu, mã kết quả {sha256(text)}", list(snapshot_problems(text))
        if asked.signature:
            envelope = json.loads(read(asked.signature))
            problems = list(statement_problems(envelope, keys))
            if envelope["statement"]["digest"] != sha256(text):
                problems.append("chữ ký là của một tệp khác")
            yield f"Chữ ký, khóa {envelope['public_key']}", problems
        for code in asked.receipt:
            tidy = code.strip().upper().replace(" ", "")
            is_there = tidy in set(snapshot["receipts"])
            yield f"Mã biên nhận {tidy}", [] if is_there else ["không có trong danh sách được tính"]
        if asked.previous:
            is_next = snapshot["previous"] == sha256(read(asked.previous))
            yield "Bản trước", [] if is_next else ["không phải bản mà số liệu này đính chính"]
    for path in asked.lottery:
        draws = json.loads(read(path))
        for draw in draws if isinstance(draws, list) else [draws]:
            yield f"Bốc thăm {draw['list_sha256']}", list(lottery_problems(draw))
    if asked.audit:
        anchors = [json.loads(line) for path in asked.anchors for line in read(path).splitlines()]
        anchors = [one for one in anchors if "head" in one["statement"]]
        forged = [problem for one in anchors for problem in statement_problems(one, keys)]
        yield f"{len(anchors)} mốc nhật ký đã ký", forged
        *entries, end = [json.loads(line) for line in read(asked.audit).splitlines()]
        bad = next(bad_places(entries, end, anchors), None)
        yield "Chuỗi nhật ký", [] if bad is None else [f"sai từ mục {bad[0]} ({bad[1]})"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; 0 when everything is right."""
    parser = argparse.ArgumentParser(description="Kiểm tra kết quả đã công bố.")
    parser.add_argument("snapshot", nargs="?", help="tệp số liệu đã công bố (.json)")
    parser.add_argument("--signature", help="tệp chữ ký của số liệu")
    parser.add_argument("--public-key", action="append", default=[], help="tệp khóa công khai (.pem)")
    parser.add_argument("--previous", help="tệp số liệu của bản trước, với bản đính chính")
    parser.add_argument("--receipt", action="append", default=[], help="mã biên nhận cần tìm")
    parser.add_argument("--lottery", action="append", default=[], help="tệp bốc thăm (.json)")
    parser.add_argument("--audit", help="tệp nhật ký (.jsonl)")
    parser.add_argument("--anchors", action="append", default=[], help="tệp mốc nhật ký đã ký (.jsonl)")
    asked = parser.parse_args(arguments)
    try:
        reports = list(findings(asked))
    except (KeyError, TypeError, ValueError, OSError) as unreadable:
        reports = [("Đọc tệp", [repr(unreadable)])]
    text = "".join(
        f"{'SAI' if problems else 'ĐẠT'}  {what}\n" + "".join(f"     - {one}\n" for one in problems)
        for what, problems in reports
    )
    sys.stdout.buffer.write(text.encode())
    return 0 if reports and not any(problems for _, problems in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
