"""Whole numbers and money in Vietnamese words, as payment papers write them."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 1_000_000_000
TEN, HUNDRED, THOUSAND = 10, 100, 1000
ONE, FOUR, FIVE = 1, 4, 5


def words(number: int) -> str:
    """1005000 -> một triệu không trăm linh năm nghìn. Raises ValueError below zero."""
    if number < 0:
        raise ValueError("money to be paid is not negative")
    return " ".join(_parts(number, is_first=True)) or DIGITS[0]


def vnd_words(amount: int) -> str:
    """1500000 -> Một triệu năm trăm nghìn đồng."""
    said = words(amount)
    return f"{said[0].upper()}{said[1:]} đồng"


def _parts(number: int, *, is_first: bool) -> list[str]:
    billions, rest = divmod(number, BILLION)
    said: list[str] = []
    if billions:
        said = [*_parts(billions, is_first=is_first), "tỷ"]
    for power in (2, 1, 0):
        group = rest // THOUSAND**power % THOUSAND
        if group:
            said += _group(group, is_first=is_first and not said)
            said += [GROUPS[power]] if power else []
    return said


def _group(group: int, *, is_first: bool) -> list[str]:
    """Three digits; inside a number the hundreds are said even when there are none."""
    hundreds, rest = divmod(group, HUNDRED)
    said = [] if is_first and not hundreds else [DIGITS[hundreds], "trăm"]
    tens, unit = divmod(rest, TEN)
    if not rest:
        return said
    if not tens:
        return [*said, "linh", DIGITS[unit]] if said else [DIGITS[unit]]
    said += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    return [*said, _unit_after_tens(tens, unit)] if unit else said


def _unit_after_tens(tens: int, unit: int) -> str:
    if unit == FIVE:
        return "lăm"
    if tens > 1 and unit == ONE:
        return "mốt"
    if tens > 1 and unit == FOUR:
        return "tư"
    return DIGITS[unit]
