"""Passwords: argon2id, a list of common ones, at most one check a core at once (P6)."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from contest.accounts.errors import PasswordCommon, PasswordLong, PasswordShort
from contest.platform.language.vietnamese import fold
from contest.platform.serving.memory import give_back_when_quiet
from contest.settings import Settings

SHORTEST, LONGEST = 8, 128
EXTENSION = "contest_passwords"
# Sign-ins queue here, so that a rush of them leaves the cores to the answers being saved.
_turns = threading.BoundedSemaphore(os.cpu_count() or 1)

# What is tried first in Viet Nam and everywhere; compared without diacritics, spaces and case.
COMMON = frozenset(
    {
        "00000000",
        "0123456789",
        "11111111",
        "11223344",
        "123123123",
        "12341234",
        "12345678",
        "123456789",
        "1234567890",
        "12345678a",
        "147258369",
        "1q2w3e4r",
        "1qaz2wsx",
        "66668888",
        "87654321",
        "88888888",
        "987654321",
        "a12345678",
        "abc12345",
        "abcd1234",
        "admin123",
        "admin1234",
        "administrator",
        "anhyeuem",
        "caicachhanhchinh",
        "cchc2024",
        "emyeuanh",
        "hagiang1",
        "hagiang123",
        "hagiang2024",
        "iloveyou",
        "matkhau1",
        "matkhau123",
        "p@ssw0rd",
        "passw0rd",
        "password",
        "password1",
        "qwerty123",
        "qwertyuiop",
        "sonoivu123",
        "thihanhchinh",
        "tuyenquang",
        "vietnam1",
        "vietnam123",
        "welcome1",
        "yeuanhnhieu",
    }
)


def install(app: Flask, settings: Settings) -> None:
    """Build the hasher with the settings' cost."""
    app.extensions[EXTENSION] = PasswordHasher(
        time_cost=settings.password_passes, memory_cost=settings.password_memory_kib, parallelism=1
    )


@contextmanager
def _turn() -> Iterator[None]:
    try:
        with _turns:
            yield
    finally:
        give_back_when_quiet()


def _hasher() -> PasswordHasher:
    hasher: PasswordHasher = current_app.extensions[EXTENSION]
    return hasher


def check_strength(password: str, *, about: tuple[str, ...]) -> None:
    """Refuse what is short, endless, common, or made of the person's own number or name."""
    if len(password) < SHORTEST:
        raise PasswordShort
    if len(password) > LONGEST:
        raise PasswordLong
    plain = fold(password).replace(" ", "")
    own = {fold(text).replace(" ", "") for text in about}
    if plain in COMMON or plain in own or len(set(plain)) == 1:
        raise PasswordCommon


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    with _turn():
        return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes as long for an unknown account as for a wrong password."""
    known = password_hash or _hash_of_nothing()
    try:
        with _turn():
            fits = _hasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the cost settings changed since the hash was made."""
    return _hasher().check_needs_rehash(password_hash)


@cache
def _hash_of_nothing() -> str:
    return _hasher().hash(os.urandom(16).hex())
