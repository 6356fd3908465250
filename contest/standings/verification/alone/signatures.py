"""Ed25519 signatures, and what is signed and hashed.

RFC 8032 section 6: points are (X, Y, Z, T) with x = X/Z, y = Y/Z, x * y = T/Z.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
KEY_BYTES, SIGNATURE_BYTES = 32, 64
NEUTRAL: Point = (0, 1, 1, 0)


def add(one: Point, other: Point) -> Point:
    """The sum of two points of the curve."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor: int, point: Point) -> Point:
    """A point added to itself so many times."""
    total = NEUTRAL
    while factor:
        if factor & 1:
            total = add(total, point)
        point = add(point, point)
        factor >>= 1
    return total


def is_same(one: Point, other: Point) -> bool:
    """Whether two ways of writing a point mean the same point."""
    across = (one[0] * other[2] - other[0] * one[2]) % P
    upwards = (one[1] * other[2] - other[1] * one[2]) % P
    return across == upwards == 0


def x_of(y: int, sign: int) -> int | None:
    """The x that belongs to a y, None where no point has it."""
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point_of(data: bytes) -> Point | None:
    """A point from its 32 bytes, None for bytes that are no point."""
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, -1, P) % P
BASE_X = x_of(BASE_Y, 0) or 0
BASE: Point = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the owner of the key signed this message."""
    if len(public_key) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    key, nonce = point_of(public_key), point_of(signature[:KEY_BYTES])
    scalar = int.from_bytes(signature[KEY_BYTES:], "little")
    if key is None or nonce is None or scalar >= ORDER:
        return False
    challenge = hashlib.sha512(signature[:KEY_BYTES] + public_key + message).digest()
    factor = int.from_bytes(challenge, "little") % ORDER
    return is_same(times(scalar, BASE), add(nonce, times(factor, key)))


def canonical(data: Any) -> str:
    """The one way of writing data down that hashes and signatures are of."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(pem: str) -> bytes:
    """The 32 bytes of the public key in a PEM file."""
    return base64.b64decode("".join(pem.strip().splitlines()[1:-1]))[-KEY_BYTES:]


def statement_problems(envelope: Mapping[str, Any], keys: Sequence[bytes]) -> Iterator[str]:
    """What is wrong with a signed statement; without trusted keys it is held against its own."""
    public_key, signature = bytes.fromhex(envelope["public_key"]), bytes.fromhex(envelope["signature"])
    if keys and public_key not in keys:
        yield "chữ ký dùng khóa khác với khóa công khai được đưa vào"
    if not is_signed(public_key, signature, canonical(envelope["statement"]).encode()):
        yield "chữ ký không khớp với nội dung"
