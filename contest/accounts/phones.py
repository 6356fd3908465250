"""Phone numbers in any usual spelling to one canonical form (P8)."""

import unicodedata

from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    format_number,
    is_valid_number,
    number_type,
    parse,
)

from contest.accounts.errors import PhoneMalformed
from contest.platform.language.vietnamese import clean

MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def canonical(text: str) -> str:
    """E.164 of a Vietnamese mobile number ("0912.345 678" -> "+84912345678"); raises PhoneMalformed."""
    digits = unicodedata.normalize("NFKC", clean(text))
    if digits.startswith("84") and len([sign for sign in digits if sign.isdigit()]) > 10:  # noqa: PLR2004 - 0 + 9 digits
        digits = f"+{digits}"
    try:
        number = parse(digits, "VN")
    except NumberParseException:
        raise PhoneMalformed from None
    if number.country_code != 84 or not is_valid_number(number) or number_type(number) not in MOBILE:  # noqa: PLR2004 - Viet Nam
        raise PhoneMalformed
    return format_number(number, PhoneNumberFormat.E164)
