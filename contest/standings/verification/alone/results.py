"""What of a published result does not follow from what it states: places, sums, prizes, draws."""

import hmac
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import count, groupby
from typing import Any

from contest.standings.verification.alone.signatures import canonical, sha256

HIGHER_IS_BETTER = {"score", "rounds_taken"}
INSTANTS = {"submitted_at", "registered_at"}
FIELDS = {"time_used": "time_used_ms"}
COUNTED = ("people", "attempts", "people_all_correct")
SUMMED = ("score", "questions", "attempts", "time_used_ms")
OF_A_ROUND = (*SUMMED, "prediction_error", "submitted_at")


def snapshot_problems(text: str) -> Iterator[str]:
    """What does not follow from the values that the snapshot itself states."""
    snapshot = json.loads(text)
    if canonical(snapshot) != text:
        yield "tệp không ở dạng chuẩn"
    if sha256(canonical(snapshot["rules"])) != snapshot["rules_digest"]:
        yield "mã thể lệ không khớp với thể lệ trong tệp"
    is_whole = snapshot.get("scope") == "contest"
    yield from (whole_problems if is_whole else round_problems)(snapshot, snapshot["rules"]["rule_set"])
    yield from unit_problems(snapshot["units"])
    for draw in snapshot["draws"]:
        yield from lottery_problems(draw)
    receipts = snapshot["receipts"]
    if receipts != sorted(set(receipts)):
        yield "danh sách mã biên nhận bị lặp hoặc không theo thứ tự"


def round_problems(snapshot: Mapping[str, Any], rules: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the results of a round."""
    for division in rules["divisions"]:
        people = snapshot["persons"].get(division["code"], [])
        yield from count_problems(division["code"], people, snapshot["counts"][division["code"]])
        yield from place_problems(division["code"], people, rules["tie_break"])
        yield from prize_problems(division, people, needs_all=rules["prizes_need_all_correct"])
        yield from drawn_problems(division["code"], people, snapshot["draws"])
        if rules["prediction"]:
            yield from prediction_problems(division["code"], people, snapshot, rules["prediction"])
    if len(snapshot["receipts"]) != sum(one["attempts"] for one in snapshot["counts"].values()):
        yield "số mã biên nhận khác với số lượt thi được tính"
    yield from correction_problems(snapshot.get("corrections", []))


def correction_problems(corrections: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Keys put right whose line was changed, or that do not follow one another."""
    keys: dict[tuple[str, int], Any] = {}
    for one in corrections:
        question = one["code"], one["question_version"]
        told = {name: value for name, value in one.items() if name != "sha256"}
        if sha256(canonical(told)) != one["sha256"]:
            yield f"đính chính câu {one['code']}: nội dung không khớp với mã"
        if keys.get(question, one["old_key"]) != one["old_key"]:
            yield f"đính chính câu {one['code']}: đáp án cũ không phải đáp án của lần trước"
        if (one["way"] == "struck") != (one["key"] is None):
            yield f"đính chính câu {one['code']}: câu bị hủy thì không có đáp án, câu đổi đáp án thì có"
        keys[question] = one["key"]
    if [one["decided_at"] for one in corrections] != sorted(one["decided_at"] for one in corrections):
        yield "các đính chính không theo thứ tự thời gian"


def whole_problems(snapshot: Mapping[str, Any], rules: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the results of the whole contest: sums, places, prizes."""
    known = {one["number"] for one in snapshot["rounds"]}
    for division in rules["divisions"]:
        code, people = division["code"], snapshot["persons"].get(division["code"], [])
        for index, person in enumerate(people, start=1):
            if not {one["number"] for one in person["rounds"]} <= known:
                yield f"{code}: dòng {index} có đợt không nằm trong các đợt được cộng"
            for what in sum_problems(person, rules["overall"]):
                yield f"{code}: dòng {index} {what}"
        yield from place_problems(code, people, rules["overall"]["tie_break"])
        prizes = {"code": code, "prizes": division.get("overall_prizes", [])}
        yield from prize_problems(prizes, people, needs_all=False)
        yield from drawn_problems(code, people, snapshot["draws"])
    if len(snapshot["receipts"]) != sum(map(len, snapshot["persons"].values())):
        yield "số mã biên nhận khác với số người được xếp hạng"


def sum_problems(person: Mapping[str, Any], rule: Mapping[str, Any]) -> Iterator[str]:
    """Rounds that should not count, and sums that are not those of the rounds that do."""
    taken = person["rounds"]
    best = sorted(taken, key=lambda one: (-one["score"], one["time_used_ms"], one["number"]))
    counting = best[: rule["best_of"]] if rule["method"] == "best" else best
    numbers = sorted(one["number"] for one in counting)
    if numbers != [one["number"] for one in taken if one["counts"]] or len(taken) < rule["least_rounds"]:
        yield f"phải tính các đợt {numbers}"
    sums: dict[str, Any] = {name: sum(one[name] for one in counting) for name in SUMMED}
    sums["rounds_taken"] = len(taken)
    if all("prediction_error" in one for one in counting):
        errors = [one["prediction_error"] for one in counting]
        sums["prediction_error"] = None if None in errors else sum(errors)
    if all("submitted_at" in one for one in counting):
        sums["submitted_at"] = max(one["submitted_at"] for one in counting)
    for name, value in sums.items():
        if person.get(name, value) != value:
            yield f"ghi {name} {person[name]}, cộng lại là {value}"


def source_problems(whole: Mapping[str, Any], text: str) -> Iterator[str]:
    """A round's file that is not the one added up, or lines of the whole that do not stand in it."""
    source = json.loads(text)
    number = source["round"]["number"]
    if sha256(text) not in {one["digest"] for one in whole["rounds"] if one["number"] == number}:
        yield "không phải tệp số liệu của đợt đã cộng vào kết quả toàn cuộc thi"
    for code, people in whole["persons"].items():
        taken = [
            (index, one)
            for index, person in enumerate(people, start=1)
            for one in person["rounds"]
            if one["number"] == number
        ]
        there = source["persons"].get(code, [])
        known = [one.keys() for one in (*there[:1], *(line for _, line in taken[:1]))]
        names = [name for name in OF_A_ROUND if all(name in keys for keys in known)]
        left = Counter(tuple(one[name] for name in names) for one in there)
        for index, one in taken:
            line = tuple(one[name] for name in names)
            left[line] -= 1
            if left[line] < 0:
                yield f"{code}: dòng {index} có kết quả đợt {number} không thấy trong tệp của đợt"


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


def drawn_problems(
    code: str, people: Sequence[Mapping[str, Any]], draws: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Prizes and positions by lot without a draw that they could come from."""
    own = [draw for draw in draws if draw["board"] == code]
    if not own and any(one.get("by") == "lottery" for one in people):
        yield f"{code}: có giải bốc thăm nhưng không có lần bốc thăm nào"
    given = Counter(one["lottery"] for one in people if one.get("lottery") is not None)
    if given - Counter(turn for draw in own for turn in range(1, len(draw["order"]) + 1)):
        yield f"{code}: thứ tự bốc thăm của người dự thi không có trong các lần bốc thăm"


def lottery_problems(lottery: Mapping[str, Any]) -> Iterator[str]:
    """A list that is not the one announced before the draw, or an order that does not follow."""
    if lottery.get("seed_due_at") and lottery["announced_at"] >= lottery["seed_due_at"]:
        yield "danh sách bốc thăm công bố sau khi đã có số"
    if sha256("\n".join(sorted(lottery["list"]))) != lottery["list_sha256"]:
        yield "danh sách bốc thăm không khớp với mã đã công bố trước"
    if lottery["seed"] and drawn(lottery["list"], lottery["seed"]) != list(lottery["order"]):
        yield "thứ tự bốc thăm không khớp khi tính lại"
