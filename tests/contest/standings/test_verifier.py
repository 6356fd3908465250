"""The stand-alone verifier alone: signatures of RFC 8032, draws, and results that do not follow."""

import hashlib
from collections.abc import Sequence
from random import Random

import pytest

from contest.rules import lottery
from contest.standings.verification.alone import command, results, signatures

# RFC 8032, section 7.1: secret key left out, public key, message, signature.
RFC_8032 = {
    "TEST 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "TEST 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "TEST 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "TEST SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
            "3dca179c138ac17ad9bef1177331a704"
        ),
    ),
}


@pytest.mark.parametrize("name", RFC_8032)
def test_the_signatures_of_the_standard_are_accepted_and_their_neighbours_refused(name: str):
    key, message, signature = map(bytes.fromhex, RFC_8032[name])
    assert signatures.is_signed(key, signature, message)
    assert not signatures.is_signed(key, signature, message + b"x")
    for at in (0, 31, 32, 63):
        changed = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not signatures.is_signed(key, changed, message)
    assert not signatures.is_signed(bytes.fromhex(RFC_8032["TEST 1"][0])[::-1], signature, message)


def test_a_signature_is_not_made_anew_by_adding_the_order_of_the_curve():
    key, message, signature = map(bytes.fromhex, RFC_8032["TEST 2"])
    scalar = int.from_bytes(signature[32:], "little") + signatures.ORDER
    assert not signatures.is_signed(key, signature[:32] + scalar.to_bytes(32, "little"), message)
    assert not signatures.is_signed(key[:31], signature, message)


def test_the_verifier_draws_as_the_rules_do():
    for size in (1, 2, 7, 300):
        entries = [f"HG24-{number:04}" for number in range(size)]
        Random(size).shuffle(entries)
        order = lottery.draw(entries, public_seed="2 8 15 23 42 45")
        draw = {"list": entries, "list_sha256": lottery.commit(entries), "seed": "2 8 15 23 42 45"}
        assert not [*results.lottery_problems({**draw, "order": order})]
        if size > 1:
            assert [*results.lottery_problems({**draw, "order": [*order[1:], order[0]]})]
        assert [*results.lottery_problems({**draw, "order": order, "list_sha256": "0" * 64})]


def person(score: int, time_used_ms: int, place: int, *, shared: bool = False) -> dict[str, object]:
    return {"score": score, "time_used_ms": time_used_ms, "place": place, "shared": shared}


@pytest.mark.parametrize(
    ("people", "is_right"),
    [
        ([person(4, 10, 1), person(4, 20, 2), person(3, 5, 3)], True),
        ([person(4, 10, 1, shared=True), person(4, 10, 1, shared=True), person(3, 5, 3)], True),
        ([person(4, 10, 1, shared=True), person(4, 10, 1, shared=True), person(3, 5, 2)], False),
        ([person(4, 10, 1), person(4, 10, 2)], False),
        ([person(4, 20, 1), person(4, 10, 2)], False),
        ([person(3, 5, 1), person(4, 10, 2)], False),
        ([person(4, 10, 1, shared=True), person(3, 10, 2)], False),
    ],
)
def test_places_follow_from_the_values(people: Sequence[dict[str, object]], *, is_right: bool):
    problems = [*results.place_problems("cbccvc", people, ["score", "time_used"])]
    assert (not problems) is is_right


def test_nobody_without_a_valid_guess_stands_before_somebody_with_one():
    guesses = [
        {"prediction_error": 3, "place": 1, "shared": False},
        {"prediction_error": None, "place": 2, "shared": False},
    ]
    assert not [*results.place_problems("cbccvc", guesses, ["prediction_error"])]
    turned = [{**guesses[1], "place": 1}, {**guesses[0], "place": 2}]
    assert [*results.place_problems("cbccvc", turned, ["prediction_error"])]


DIVISION = {
    "code": "cbccvc",
    "prizes": [
        {"code": "nhat", "quota": 1, "amount_vnd": 3_000_000},
        {"code": "nhi", "quota": 2, "amount_vnd": 2_000_000},
    ],
}


def winner(prize: str, place: int, amount: int, by: str = "place", score: int = 4) -> dict[str, object]:
    return {"prize": prize, "place": place, "amount_vnd": amount, "by": by, "score": score, "questions": 4}


@pytest.mark.parametrize(
    ("winners", "is_right"),
    [
        ([winner("nhat", 1, 3_000_000), winner("nhi", 2, 2_000_000), winner("nhi", 2, 2_000_000)], True),
        ([winner("nhat", 1, 2_500_000, "equal_prizes"), winner("nhat", 1, 2_500_000, "equal_prizes")], True),
        ([winner("nhat", 1, 3_000_000), winner("nhat", 2, 3_000_000)], False),
        ([winner("nhi", 1, 2_000_000), winner("nhat", 2, 3_000_000)], False),
        ([winner("nhat", 1, 3_000_000), winner("nhi", 2, 5_000_000)], False),
        ([winner("nhat", 1, 3_000_000, score=3)], False),
    ],
)
def test_prizes_keep_to_the_rules(winners: Sequence[dict[str, object]], *, is_right: bool):
    assert (not [*results.prize_problems(DIVISION, winners, needs_all=True)]) is is_right


def test_units_stand_by_their_points():
    rows = [
        {"board": "agency", "group": "so", "unit": code, "points": points, "place": place}
        for code, points, place in (("a", "3/4", 1), ("b", "1/2", 2), ("c", "1/2", 2), ("d", "1/4", 4))
    ]
    unranked = {"board": "agency", "group": "so", "unit": "e", "points": "", "place": None}
    assert not [*results.unit_problems([*rows, unranked])]
    assert [*results.unit_problems([rows[1], rows[0]])]
    assert [*results.unit_problems([*rows[:3], {**rows[3], "place": 3}])]


def test_a_prize_by_lot_and_a_position_in_a_draw_need_a_draw_of_that_division():
    draw = {"board": "cbccvc", "order": ["a", "b"]}
    by_lot = [{"by": "lottery"}, {"by": "place", "lottery": None}]
    assert not [*results.drawn_problems("cbccvc", by_lot, [draw])]
    assert [*results.drawn_problems("cbccvc", by_lot, [{**draw, "board": "nguoi-dan"}])]
    assert not [*results.drawn_problems("cbccvc", [{"lottery": 1}, {"lottery": 2}], [draw])]
    assert not [*results.drawn_problems("cbccvc", [{"lottery": 1}, {"lottery": 1}], [draw, draw])]
    assert [*results.drawn_problems("cbccvc", [{"lottery": 1}, {"lottery": 1}], [draw])]
    assert [*results.drawn_problems("cbccvc", [{"lottery": 3}], [draw])]


def taken(number: int, score: int, time_used_ms: int, *, counts: bool) -> dict[str, object]:
    return {
        "number": number, "score": score, "questions": 4, "attempts": 1, "time_used_ms": time_used_ms,
        "counts": counts,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("counting", "is_right"), [((1, 3), True), ((1, 2), False), ((2, 3), False), ((1, 2, 3), False)]
)
def test_the_best_rounds_are_those_with_most_points_then_the_shorter_time(
    counting: tuple[int, ...], *, is_right: bool
):
    rounds = [
        taken(number, score, time, counts=number in counting)
        for number, score, time in ((1, 4, 9), (2, 3, 5), (3, 3, 4))
    ]
    sums = {"score": 7, "questions": 8, "attempts": 2, "time_used_ms": 13, "rounds_taken": 3}
    rule = {"method": "best", "best_of": 2, "least_rounds": 0}
    problems = [*results.sum_problems({**sums, "rounds": rounds}, rule)]
    assert (not problems) is is_right
    assert [*results.sum_problems({**sums, "rounds": rounds}, {**rule, "least_rounds": 4})]
    assert [*results.sum_problems({**sums, "rounds_taken": 2, "rounds": rounds}, rule)]


def test_without_a_valid_guess_in_a_counted_round_there_is_no_sum_of_distances():
    rounds = [
        {**taken(1, 4, 9, counts=True), "prediction_error": 3},
        {**taken(2, 4, 9, counts=True), "prediction_error": None},
    ]
    sums = {"score": 8, "questions": 8, "attempts": 2, "time_used_ms": 18, "rounds": rounds}
    rule = {"method": "sum", "best_of": 0, "least_rounds": 0}
    assert not [*results.sum_problems({**sums, "prediction_error": None}, rule)]
    assert [*results.sum_problems({**sums, "prediction_error": 3}, rule)]


def test_a_call_without_files_or_with_broken_ones_fails(tmp_path, capsysbinary):
    assert command.main([]) == 1
    broken = tmp_path / "so-lieu.json"
    broken.write_text("{}", encoding="utf-8")
    assert command.main([str(broken)]) == 1
    assert "SAI" in capsysbinary.readouterr().out.decode()
