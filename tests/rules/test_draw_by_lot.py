"""The draw by lot: fair, repeatable, and checked against a second, independent computation."""

import hashlib
import hmac
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.rules.lottery import NUMBERS, commit, draw, pick, positions, verify

ENTRIES = st.lists(
    st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=1, max_size=6),
    min_size=1,
    max_size=12,
    unique=True,
)
SEEDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


def drawn_by_hand(entries: list[str], seed: str) -> list[str]:
    """The published recipe, followed without the code under test (short lists never reject a number)."""
    order = sorted(entries)
    published = hashlib.sha256("\n".join(order).encode()).hexdigest()
    for step, last in enumerate(range(len(order) - 1, 0, -1)):
        digest = hmac.new(seed.encode(), f"{published}:{step}".encode(), "sha256").hexdigest()
        other = int(digest[:8], 16) % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order


@given(entries=ENTRIES, seed=SEEDS)
def test_a_draw_is_a_permutation_of_its_list(entries: list[str], seed: str):
    assert sorted(draw(entries, public_seed=seed)) == sorted(entries)


@given(entries=ENTRIES, seed=SEEDS)
def test_anyone_who_follows_the_recipe_gets_the_same_order(entries: list[str], seed: str):
    assert list(draw(entries, public_seed=seed)) == drawn_by_hand(entries, seed)


@given(entries=ENTRIES, seed=SEEDS, data=st.data())
def test_neither_hash_nor_order_depends_on_how_the_list_was_handed_in(
    entries: list[str], seed: str, data: st.DataObject
):
    shuffled = data.draw(st.permutations(entries))
    assert commit(shuffled) == commit(entries)
    assert draw(shuffled, public_seed=seed) == draw(entries, public_seed=seed)


@given(entries=ENTRIES, seed=SEEDS)
def test_an_honest_draw_is_verified(entries: list[str], seed: str):
    order = draw(entries, public_seed=seed)
    assert verify(entries=entries, commitment=commit(entries), public_seed=seed, order=order)


def test_a_changed_list_seed_hash_or_order_is_found():
    entries, seed = ["A", "B", "C"], "483920"
    honest = {"entries": entries, "commitment": commit(entries), "public_seed": seed}
    order = draw(entries, public_seed=seed)
    assert not verify(**honest, order=order[::-1])
    assert not verify(**honest | {"commitment": commit(["A", "B"])}, order=order)
    assert not verify(**honest | {"entries": ["A", "B", "D"]}, order=order)
    other_seed = next(str(n) for n in range(100) if draw(entries, public_seed=str(n)) != order)
    assert not verify(**honest | {"public_seed": other_seed}, order=order)


def test_every_order_comes_up_about_equally_often():
    orders = Counter(draw("ABC", public_seed=str(seed)) for seed in range(1200))
    assert len(orders) == 6
    assert all(150 <= times <= 250 for times in orders.values())


def test_numbers_of_the_incomplete_last_run_are_thrown_away():
    beyond = NUMBERS - NUMBERS % 3
    assert pick(iter([beyond, NUMBERS - 1, 5]), below=3) == 2
    assert pick(iter([beyond - 1, 0]), below=3) == 2
    assert pick(iter([NUMBERS - 1]), below=2) == 1


def test_positions_count_from_one_in_the_order_drawn():
    assert positions(("C", "A", "B")) == {"C": 1, "A": 2, "B": 3}


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([], "needs entries"),
        (["A", "A"], "once"),
        (["A", ""], "one line"),
        (["A", "B\nC"], "one line"),
    ],
)
def test_a_list_that_cannot_be_drawn_is_refused(entries: list[str], message: str):
    with pytest.raises(ValueError, match=message):
        commit(entries)
    with pytest.raises(ValueError, match=message):
        draw(entries, public_seed="1")


def test_a_draw_without_a_seed_is_refused():
    with pytest.raises(ValueError, match="public seed"):
        draw(["A", "B"], public_seed="")
