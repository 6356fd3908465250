"""Code cards: their codes, batches, who they become, and who gets in with them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import pytest
from factories import NOW, PIN, make_account, make_card_entry, make_cards, make_staff, make_world, phone_of
from flask import Flask
from harness.databases import disconnect
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from contest.accounts import card_codes, cards, pins, queries, services
from contest.accounts.errors import (
    BatchMade,
    BirthYearWrong,
    CardCountWrong,
    CardDayWrong,
    CardHolder,
    CardMistyped,
    CardRefused,
    CardSignInRefused,
    CardUnknown,
    CardUsed,
    PhoneTaken,
    PinEasy,
    PinMalformed,
    SignInRefused,
)
from contest.accounts.models import CardRow
from contest.platform import throttle
from contest.platform.audit import log as audit
from contest.platform.database import read
from contest.platform.throttle import TooManyTries
from contest.platform.viewer import Role

HERE, THERE = "198.51.100.1", "198.51.100.2"
DAY = timedelta(days=1)


@pytest.fixture
def world(app: Flask):
    return make_world()


def prepared(code: str, **changes):
    asked = {"name": "Vàng Mẫu Pà", "birth_year": 1956, "pin": PIN, "address": HERE, "now": NOW}
    return services.prepare_with_card(card=code, **(asked | changes))


def enter(code: str, pin: str = PIN, *, address: str = HERE, now=NOW) -> str:
    return services.sign_in_with_card(
        card=code, pin=pin, address=address, shared_device=False, lasts=DAY, now=now
    )


@given(st.integers(), st.integers(0, 14), st.sampled_from(card_codes.ALPHABET))
def test_a_code_with_one_wrong_sign_is_no_code(seed: int, at: int, sign: str):
    code = card_codes.new_code(Random(seed))
    assert card_codes.canonical(card_codes.shown(code)) == code
    wrong = code[:at] + sign + code[at + 1 :]
    if wrong != code:
        with pytest.raises(CardMistyped):
            card_codes.canonical(wrong)


@given(st.integers(), st.integers(0, 12))
def test_a_code_with_two_neighbours_changed_about_is_no_code(seed: int, at: int):
    code = card_codes.new_code(Random(seed))
    wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if wrong != code:
        with pytest.raises(CardMistyped):
            card_codes.canonical(wrong)


def test_a_code_may_be_typed_small_spaced_and_with_signs_that_look_alike():
    code = card_codes.new_code(Random(7))
    typed = f" {code[:5]} {code[5:10]}.{code[10:]} ".lower().replace("2", "z").replace("5", "s")
    assert card_codes.canonical(typed) == code


def test_a_code_is_worth_sixty_bits_and_holds_no_look_alikes():
    assert len(card_codes.ALPHABET) ** card_codes.RANDOM_SIGNS > 2**60
    assert not set(card_codes.ALPHABET) & set("0O1ILZSGBUND")


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "12 456"])
def test_a_pin_is_six_digits(pin: str):
    with pytest.raises(PinMalformed):
        pins.checked(pin)


@pytest.mark.parametrize("pin", ["000000", "123456", "654321", "121212", "789789", "195601", "901234"])
def test_a_pin_that_is_tried_first_is_refused(pin: str):
    with pytest.raises(PinEasy):
        pins.checked(pin, birth_year=1956)


@pytest.mark.usefixtures("world")
class TestMaking:
    def test_a_batch_keeps_hashes_and_never_a_code(self):
        made = make_cards(size=3)
        assert [one.serial for one in made.cards] == [f"the-{made.id}-{n:03}" for n in (1, 2, 3)]
        stored = read().execute(select(CardRow.code_hash)).scalars().all()
        plain = {one.code.replace("-", "") for one in made.cards}
        assert len(plain) == 3
        assert not plain & set(stored)
        [line] = [one for one in audit.latest(limit=50) if one.action == "accounts:cards:make"]
        assert line.facts["size"] == 3
        assert not any(code in str(line) for code in plain)

    def test_a_second_click_makes_no_second_batch(self):
        made = make_cards()
        with pytest.raises(BatchMade) as refusal:
            make_cards()
        assert refusal.value.facts == {"batch": made.id}
        assert [one.id for one in queries.card_batches_below("/")] == [made.id]

    @pytest.mark.parametrize("size", [0, 401])
    def test_a_batch_has_one_to_four_hundred_cards(self, size: int):
        with pytest.raises(CardCountWrong):
            make_cards(size=size)

    @pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=401)])
    def test_the_last_day_lies_ahead_and_not_years_away(self, lasts: timedelta):
        with pytest.raises(CardDayWrong):
            make_cards(lasts=lasts)


@pytest.mark.usefixtures("world")
class TestRegistering:
    def test_one_card_is_one_person_who_is_known_by_it(self, world):
        [first, second] = make_cards().cards
        account_id = make_card_entry(world, first.code)
        account = queries.get_account(account_id)
        assert (account.phone, account.card, account.birth_year) == (first.serial, first.serial, 1956)
        assert queries.people([account_id]) == {account_id: ("Vàng Mẫu Pà", first.serial)}
        assert queries.phones([account_id]) == {account_id: first.serial}
        with pytest.raises(CardUsed):
            prepared(first.code)
        assert make_card_entry(world, second.code) != account_id

    def test_two_people_cannot_take_one_card_after_both_passed_page_one(self):
        code = make_cards().cards[0].code
        one, other = prepared(code), prepared(code, name="Giàng Mẫu Sì")
        account_id = services.create(person=one, consent=True, now=NOW)
        assert services.create(person=one, consent=True, now=NOW) == account_id
        with pytest.raises(CardUsed):
            services.create(person=other, consent=True, now=NOW)
        assert queries.search("Giàng Mẫu Sì", limit=5) == ()

    def test_a_card_revoked_or_run_out_between_the_pages_registers_nobody(self):
        made = make_cards()
        one, other = (prepared(card.code) for card in made.cards)
        with pytest.raises(CardRefused):
            services.create(person=other, consent=True, now=NOW + timedelta(days=31))
        services.revoke_card_batch(batch_id=made.id, by=None, reason="Mất lô", now=NOW)
        with pytest.raises(CardRefused):
            services.create(person=one, consent=True, now=NOW)
        assert queries.count() == 0

    def test_unknown_revoked_and_expired_cards_look_the_same(self):
        made = make_cards()
        never = card_codes.shown(card_codes.new_code(Random("never made")))
        with pytest.raises(CardRefused):
            prepared(never)
        with pytest.raises(CardRefused):
            prepared(made.cards[0].code, now=NOW + timedelta(days=30))
        services.revoke_card_batch(batch_id=made.id, by=None, reason="Mất lô", now=NOW)
        with pytest.raises(CardRefused):
            prepared(made.cards[0].code)

    def test_guessing_codes_is_counted_for_the_address(self):
        code = make_cards().cards[0].code
        for number in range(cards.WRONG_PER_ADDRESS):
            throttle.count(key=f"card:{HERE}", per=cards.WRONG_WINDOW, now=NOW)
            assert number < cards.WRONG_PER_ADDRESS
        with pytest.raises(TooManyTries):
            prepared(code)
        assert prepared(code, address=THERE).name == "Vàng Mẫu Pà"

    @pytest.mark.parametrize("year", [1800, 2024, 2100])
    def test_nobody_was_born_before_anybody_living_or_this_year(self, year: int):
        with pytest.raises(BirthYearWrong):
            prepared(make_cards().cards[0].code, birth_year=year)

    def test_a_phone_number_is_still_one_persons(self):
        make_account(1)
        with pytest.raises(PhoneTaken):
            make_account(1, name="Người Khác")

    def test_one_card_used_at_once_by_two_is_one_persons(self, app: Flask):
        """Eight threads send page two together; one account comes of it."""
        code = make_cards().cards[0].code
        people = [prepared(code, name=f"Người {letter}") for letter in "ABCDEFGH"]

        def send(person) -> str:
            with app.app_context():
                try:
                    services.create(person=person, consent=True, now=NOW)
                except CardUsed:
                    return "used"
                finally:
                    disconnect()
                return "registered"

        read().rollback()
        with ThreadPoolExecutor(len(people)) as pool:
            said = sorted(pool.map(send, people))
        assert said == ["registered"] + ["used"] * 7
        assert queries.count() == 1


class TestSigningIn:
    def test_code_and_pin_open_the_account(self, world):
        card = make_cards().cards[0]
        account_id = make_card_entry(world, card.code)
        viewer = queries.find_viewer(enter(card.code.lower()))
        assert viewer is not None
        assert viewer.account_id == account_id
        # After the last day to register, who has registered still gets in.
        assert enter(card.code, now=NOW + timedelta(days=40))

    def test_a_wrong_pin_a_foreign_pin_and_an_unused_card_look_the_same(self, world):
        used, unused = make_cards().cards
        make_card_entry(world, used.code)
        for code, pin in ((used.code, "480613"), (unused.code, PIN)):
            with pytest.raises(CardSignInRefused):
                enter(code, pin)

    def test_wrong_pins_are_counted_for_the_card_from_anywhere_and_for_a_day(self, world):
        mine, other = make_cards().cards
        make_card_entry(world, mine.code)
        make_card_entry(world, other.code, name="Giàng Mẫu Sì")
        now = NOW
        for number in range(cards.WRONG_PER_CARD_A_DAY):
            if number % cards.WRONG_PER_CARD == 0:
                now += cards.WRONG_WINDOW
            with pytest.raises(CardSignInRefused):
                enter(mine.code, "111222", address=f"198.51.100.{number}", now=now)
        later = now + 2 * cards.WRONG_WINDOW
        with pytest.raises(TooManyTries):
            enter(mine.code, now=later)
        assert enter(other.code, now=later)
        assert enter(mine.code, now=NOW + DAY)

    def test_a_revoked_card_signs_out_and_lets_nobody_in(self, world):
        made = make_cards()
        make_card_entry(world, made.cards[0].code)
        token = enter(made.cards[0].code)
        [card, _unused] = queries.cards_of(made.id, now=NOW)
        services.revoke_card(card_id=card.id, by=None, reason="Mất thẻ", now=NOW)
        services.revoke_card(card_id=card.id, by=None, reason="Bấm lần nữa", now=NOW)
        assert queries.find_viewer(token) is None
        with pytest.raises(CardSignInRefused):
            enter(made.cards[0].code)
        assert [one.reason for one in audit.latest(limit=50) if one.action == "accounts:card:revoke"] == [
            "Mất thẻ"
        ]

    def test_a_lost_card_gets_a_new_code_and_the_old_one_is_worth_nothing(self, world):
        made = make_cards()
        account_id = make_card_entry(world, made.cards[0].code)
        token = enter(made.cards[0].code)
        lost, unused = queries.cards_of(made.id, now=NOW)
        services.revoke_card(card_id=lost.id, by=None, reason="Mất thẻ", now=NOW)
        fresh = services.renew_card(card_id=lost.id, by=None, reason="Đã gặp", rng=Random(5), now=NOW)
        assert fresh.serial == lost.serial
        assert queries.find_viewer(token) is None
        with pytest.raises(CardSignInRefused):
            enter(made.cards[0].code)
        with pytest.raises(CardSignInRefused):
            enter(fresh.code, "909090")
        viewer = queries.find_viewer(enter(fresh.code))
        assert viewer is not None
        assert viewer.account_id == account_id
        with pytest.raises(CardUnknown):
            services.renew_card(card_id=unused.id, by=None, reason="Chưa ai dùng", rng=Random(5), now=NOW)

    def test_an_organiser_gives_a_new_pin(self, world):
        card = make_cards().cards[0]
        account_id = make_card_entry(world, card.code)
        organiser = make_staff()
        fresh = services.reset_password(account_id=account_id, by=organiser, reason="Quên", now=NOW)
        assert pins.checked(fresh) == fresh
        with pytest.raises(CardSignInRefused):
            enter(card.code)
        assert enter(card.code, fresh)

    def test_a_pin_is_changed_to_a_pin(self, world):
        card = make_cards().cards[0]
        account_id = make_card_entry(world, card.code)
        with pytest.raises(PinMalformed):
            services.change_password(
                account_id=account_id, old=PIN, new="mot-mat-khau-dai", keep_token="", now=NOW
            )
        services.change_password(account_id=account_id, old=PIN, new="730914", keep_token="", now=NOW)
        assert enter(card.code, "730914")

    def test_a_number_given_later_is_no_way_in_with_a_pin(self, world):
        card = make_cards().cards[0]
        account_id = make_card_entry(world, card.code)
        services.correct(
            account_id=account_id, name="Vàng Mẫu Pà", phone=phone_of(5), by=1, reason="Có máy", now=NOW
        )
        assert queries.get_account(account_id).phone == "+84900000005"
        with pytest.raises(SignInRefused):
            services.sign_in(
                phone=phone_of(5), password=PIN, address=HERE, shared_device=False, lasts=DAY, now=NOW
            )
        assert enter(card.code)

    def test_a_name_is_put_right_without_a_number(self, world):
        card = make_cards().cards[0]
        account_id = make_card_entry(world, card.code)
        shown = card.serial.replace("the-", "thẻ ")
        services.correct(
            account_id=account_id, name="Vàng Mẫu Pá", phone=shown, by=1, reason="Sai dấu", now=NOW
        )
        account = queries.get_account(account_id)
        assert (account.name, account.phone) == ("Vàng Mẫu Pá", card.serial)

    def test_who_has_a_card_gets_no_role_of_the_staff(self, world):
        account_id = make_card_entry(world, make_cards().cards[0].code)
        with pytest.raises(CardHolder):
            services.grant_role(account_id=account_id, role=Role.EDITOR, unit_id=None, by=None, now=NOW)

    def test_organisers_find_somebody_by_the_number_on_the_card(self, world):
        card = make_cards().cards[0]
        account_id = make_card_entry(world, card.code)
        typed = card.serial.replace("the-", "thẻ ")
        assert [one.id for one in queries.search(typed, limit=5)] == [account_id]

    def test_who_takes_the_consent_back_loses_the_card(self, world):
        card = make_cards().cards[0]
        account_id = make_card_entry(world, card.code)
        services.anonymise(account_id=account_id, by=1, reason="Theo yêu cầu", now=NOW)
        account = queries.get_account(account_id)
        assert (account.card, account.birth_year) == (None, None)
        with pytest.raises(CardSignInRefused):
            enter(card.code)
