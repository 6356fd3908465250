"""Exact shares as text, in the tables and in the snapshot."""

from fractions import Fraction


def fraction_text(value: Fraction | None) -> str:
    """An exact share as text ("3/4"), empty for none."""
    return "" if value is None else f"{value.numerator}/{value.denominator}"


def fraction_from(text: str) -> Fraction | None:
    """Read back what fraction_text wrote."""
    return Fraction(text) if text else None
