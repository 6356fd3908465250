"""The second opinion: participants' ledgers against the database, with a marking of its own.

Nothing here comes from the product's attempts, rules or standings. Participants note the words they chose and
never handles, so that the whole way from a handle to a stored choice is checked too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from faults.agreed import ATTEMPTS, DURATIONS, GRACE, LONG_ROUND
from faults.ledger import Exchange
from faults.stored import Row, Stored

MILLISECOND = timedelta(milliseconds=1)
RESULT = ("score", "prediction", "time_used_ms")


class Fault(StrEnum):
    """What must never happen."""

    LOST = "lost"
    DUPLICATED = "duplicated"
    PHANTOM = "phantom"
    STALE = "stale"
    WRONG_SCORE = "wrong score"
    LATE = "accepted late"


@dataclass(slots=True)
class Findings:
    """Every fault found, with a sentence for whoever has to look."""

    found: dict[Fault, list[str]] = field(default_factory=lambda: {fault: [] for fault in Fault})

    def add(self, fault: Fault, sentence: str) -> None:
        """Note one."""
        self.found[fault].append(sentence)

    @property
    def counts(self) -> dict[Fault, int]:
        """How many of each kind."""
        return {fault: len(sentences) for fault, sentences in self.found.items()}

    @property
    def sentences(self) -> list[str]:
        """All of them, for a failing test."""
        return [f"{fault}: {sentence}" for fault, found in self.found.items() for sentence in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One answer in one request."""

    seq: int
    words: str
    flag: bool
    until: datetime | None  # when its reply came; None when none did


@dataclass(slots=True)
class Claims:
    """What the ledgers say of one attempt."""

    sent: dict[int, list[Sent]] = field(default_factory=lambda: defaultdict(list))  # by slot
    confirmed: dict[int, tuple[int, datetime]] = field(
        default_factory=dict
    )  # slot -> highest, and since when
    receipts: set[str] = field(default_factory=set)
    submits: int = 0
    handed_in_at: datetime | None = None  # when the first hand-in was confirmed


def compare(exchanges: Sequence[Exchange], stored: Stored) -> Findings:
    """Every difference between what was promised and what is there."""
    findings = Findings()
    claims = claims_of(exchanges)
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in stored.attempts:
        by_code[row["code"]].append(row)
    for code in _promised(exchanges) - by_code.keys():
        findings.add(Fault.LOST, f"attempt {code} was answered but is not stored")
    _compare_attempts(findings, exchanges, stored.attempts)
    responses: dict[int, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in stored.responses:
        responses[row["attempt_id"]][row["slot"]].append(row)
    late = Counter(row["attempt_id"] for row in stored.late)
    for code, rows in by_code.items():
        if len(rows) > 1:
            findings.add(Fault.DUPLICATED, f"the code {code} stands {len(rows)} times")
        for attempt in rows:
            own = responses[attempt["id"]]
            _compare_answers(findings, claims[code], attempt, own, stored)
            _compare_end(findings, claims[code], attempt, own, stored)
            if late[attempt["id"]] > sum(len(sent) for sent in claims[code].sent.values()) * 2:
                findings.add(Fault.PHANTOM, f"{code}: more late answers than were ever sent")
    findings.found[Fault.LATE] += list(_accepted_too_late(exchanges))
    return findings


def claims_of(exchanges: Sequence[Exchange]) -> Mapping[str, Claims]:
    """The ledgers by attempt."""
    claims: dict[str, Claims] = defaultdict(Claims)
    for one in exchanges:
        claim = claims[one.sent.get("code", "")]
        if one.kind == "save":
            for answer in one.sent["answers"]:
                claim.sent[answer["slot"]].append(
                    Sent(seq=answer["seq"], words=answer["words"], flag=answer["flag"], until=one.got_at)
                )
            for slot, seq in _confirmations(one):
                if seq > claim.confirmed.get(slot, (0, one.sent_at))[0]:
                    claim.confirmed[slot] = (seq, one.got_at or one.sent_at)
        elif one.kind == "submit":
            claim.submits += 1
            if is_handed_in(one) and one.got_at is not None:
                claim.handed_in_at = min(claim.handed_in_at or one.got_at, one.got_at)
        elif one.kind == "result" and one.got.get("receipt"):
            claim.receipts.add(one.got["receipt"])
    return claims


def is_handed_in(one: Exchange) -> bool:
    """Whether a reply says that the attempt is over and handed in."""
    return one.status == 303 and str(one.got["location"]).endswith("/ket-qua")


def _confirmations(one: Exchange) -> Iterator[tuple[int, int]]:
    """Slot and sequence that the server says it holds; the prediction stands in the last slot asked."""
    if one.status == 200:
        data = one.got["data"]
        yield from ((entry["slot"], entry["seq"]) for entry in data["stored"])
        if data["prediction_seq"]:
            yield max(answer["slot"] for answer in one.sent["answers"]), data["prediction_seq"]


def _promised(exchanges: Sequence[Exchange]) -> set[str]:
    """Codes of attempts to which somebody was led."""
    places = (one.got["location"] for one in exchanges if one.kind == "start" and one.status == 303)
    return {place.removeprefix("/thi/") for place in places}


def _compare_attempts(findings: Findings, exchanges: Sequence[Exchange], attempts: Sequence[Row]) -> None:
    clicks: Counter[tuple[int, int]] = Counter()
    intentions: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one in exchanges:
        if one.kind == "start":
            clicks[one.person, one.sent["round"]] += 1
            intentions[one.person, one.sent["round"]].add(one.sent["intention"])
    groups: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in attempts:
        groups[row["account_id"], row["round"]].append(row)
    for (person, this_round), rows in groups.items():
        who = f"person {person} in round {this_round}"
        if len(rows) > clicks[person, this_round]:
            findings.add(Fault.PHANTOM, f"{who} has {len(rows)} attempts after fewer clicks")
        allowed = min(ATTEMPTS, len(intentions[person, this_round]) if this_round == LONG_ROUND else ATTEMPTS)
        if len(rows) > allowed:
            findings.add(
                Fault.DUPLICATED, f"{who} has {len(rows)} attempts, {allowed} were wanted and allowed"
            )
        if len({row["number"] for row in rows}) < len(rows):
            findings.add(Fault.DUPLICATED, f"{who} has one attempt number twice")
        for first, second in pairwise(rows):
            if first["finished_at"] is None or second["started_at"] < first["finished_at"]:
                findings.add(Fault.DUPLICATED, f"{who} had two attempts open at once")


def _compare_answers(
    findings: Findings, claim: Claims, attempt: Row, own: Mapping[int, list[Row]], stored: Stored
) -> None:
    code = attempt["code"]
    for slot, (seq, since) in claim.confirmed.items():
        if not own.get(slot):
            findings.add(Fault.LOST, f"{code}, slot {slot}: {seq} was confirmed, nothing is stored")
            continue
        newest = max(row["seq"] for row in own[slot])
        if newest < seq:
            fault = Fault.STALE if _came_after(claim.sent[slot], newest, since) else Fault.LOST
            findings.add(fault, f"{code}, slot {slot}: {seq} was confirmed, {newest} is stored")
    for slot, rows in own.items():
        if len(rows) > 1:
            findings.add(Fault.DUPLICATED, f"{code}, slot {slot} has {len(rows)} answers")
        for row in rows:
            words = _words(attempt, slot, row["value"], stored)
            if not any(
                (one.seq, one.words, one.flag) == (row["seq"], words, bool(row["flagged"]))
                for one in claim.sent[slot]
            ):
                findings.add(Fault.PHANTOM, f"{code}, slot {slot}: {row['seq']} {words!r} was never sent")
            if row["saved_at"] > attempt["deadline_at"] + GRACE:
                findings.add(Fault.LATE, f"{code}, slot {slot}: stored as saved at {row['saved_at']}")


def _came_after(sent: Sequence[Sent], seq: int, since: datetime) -> bool:
    """Whether a request with this older sequence was still on its way when a newer one was confirmed."""
    return any(one.seq == seq and (one.until is None or one.until >= since) for one in sent)


def _words(attempt: Row, slot: int, value: int | None, stored: Stored) -> str:
    if value is None:
        return ""
    if slot > attempt["questions"]:
        return str(value)
    return stored.choices[attempt["paper"][slot - 1][0]][value]


def _compare_end(
    findings: Findings, claim: Claims, attempt: Row, own: Mapping[int, list[Row]], stored: Stored
) -> None:
    code = attempt["code"]
    if attempt["deadline_at"] - attempt["started_at"] != DURATIONS[attempt["round"]]:
        findings.add(Fault.LATE, f"{code} has another deadline than the rules give")
    if attempt["state"] == "open":
        if claim.handed_in_at is not None:
            findings.add(Fault.LOST, f"{code} was handed in and is still open")
        return
    if attempt["finished_by"] == "participant" and not claim.submits:
        findings.add(Fault.PHANTOM, f"{code} was handed in by nobody")
    if attempt["finished_at"] > attempt["deadline_at"] + GRACE:
        findings.add(Fault.LATE, f"{code} was handed in at {attempt['finished_at']}")
    if claim.handed_in_at is not None and attempt["finished_at"] > claim.handed_in_at:
        findings.add(Fault.DUPLICATED, f"{code} was finished again after its hand-in was confirmed")
    if claim.receipts - {attempt["receipt"]}:
        findings.add(Fault.DUPLICATED, f"{code} has shown another receipt than {attempt['receipt']}")
    marked, told = _marked(attempt, own, stored), tuple(attempt[name] for name in RESULT)
    if told != marked:
        findings.add(Fault.WRONG_SCORE, f"{code} has {told} instead of {marked}")


def _marked(attempt: Row, own: Mapping[int, list[Row]], stored: Stored) -> tuple[int, Any, int]:
    """Score, prediction and time used, from the answers as they are stored."""
    given = {slot: rows[-1]["value"] for slot, rows in own.items()}
    score = sum(
        1
        for slot, (version_id, _order) in enumerate(attempt["paper"], start=1)
        if given.get(slot) == stored.keys[version_id]
    )
    ended_at = min(attempt["finished_at"], attempt["deadline_at"])
    return score, given.get(attempt["questions"] + 1), (ended_at - attempt["started_at"]) // MILLISECOND


def _accepted_too_late(exchanges: Sequence[Exchange]) -> Iterator[str]:
    """Saves confirmed although they left, by the participant's own clock, after the end or the hand-in."""
    handed_in = {code: claim.handed_in_at for code, claim in claims_of(exchanges).items()}
    for one in exchanges:
        if one.kind == "save" and one.status == 200:
            code, data = one.sent["code"], one.got["data"]
            ends_at = datetime.fromisoformat(data["deadline"]) + GRACE
            if one.sent_at > ends_at or datetime.fromisoformat(data["saved_at"]) > ends_at:
                yield f"{code}: a save of {one.sent_at} was confirmed, the end was {ends_at}"
            handed_in_at = handed_in[code]
            if handed_in_at is not None and one.sent_at > handed_in_at:
                yield f"{code}: a save of {one.sent_at} was confirmed after the hand-in of {handed_in_at}"
