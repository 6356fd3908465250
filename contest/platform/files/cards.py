"""Cards with a code to take part by, eight on a sheet of A4 to be cut: for people without a phone number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from contest.platform.files.pdf import compiled
from contest.platform.files.qr import qr_svg

PROGRAM = "printed/cards.typ"
TO_A_SHEET = 8
WITH_CODE = (
    "Mở địa chỉ này hoặc quét mã QR rồi nhập mã dự thi. Giữ kín mã này: anh/chị đăng nhập lại cũng bằng mã."
)
WITHOUT_CODE = (
    "Quét mã QR, đơn vị đã được chọn sẵn, hoặc gõ địa chỉ này để đăng ký dự thi. Chưa quen máy, anh/chị nhờ "
    "người trong đơn vị giúp."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card. The code is printed for its holder alone; it is no part of the address or of the QR code."""

    unit: str  # the name of the unit that the card was made for
    address: str  # where one registers, with https://; holds nothing secret
    code: str = ""  # as people read it aloud, in groups ("7Q2M-XK4D-92QD"); empty: a card that only invites


def cards_pdf(cards: Sequence[Card], *, contest: str, hotline: str) -> bytes:
    """The sheets of some cards in their order; raises ValueError for none, and for a code in its address."""
    if not cards:
        raise ValueError("a sheet has at least one card")
    drawing = cache(qr_svg)  # many cards share one address
    return compiled(
        PROGRAM,
        {
            "title": "Thẻ dự thi",
            "contest": contest,
            "hotline": hotline,
            "cards": [_card(one, qr=drawing(one.address)) for one in cards],
        },
    )


def _card(one: Card, *, qr: str) -> dict[str, str]:
    if one.code and _signs(one.code) in _signs(one.address):
        raise ValueError("the address of a card holds its code")
    return {
        "unit": one.unit,
        "code": one.code,
        "how": WITH_CODE if one.code else WITHOUT_CODE,
        "short": short_address(one.address),
        "qr": qr,
    }


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())


def short_address(address: str) -> str:
    """What people type: without https:// and without what stands behind the question mark."""
    return address.split("://", 1)[-1].split("?", 1)[0]
