"""Reads a QR code of error level M back into its text, by ISO/IEC 18004 and not by what drew it.

Errors are not mended: what is read is what is drawn, so one wrong module makes another text.
"""

from collections.abc import Iterator

Modules = tuple[tuple[bool, ...], ...]
# Version: (bytes of data in each block, error bytes in each block), level M.
BLOCKS = {
    1: ([16], 10), 2: ([28], 16), 3: ([44], 26), 4: ([32] * 2, 18), 5: ([43] * 2, 24), 6: ([27] * 4, 16),
    7: ([31] * 4, 18), 8: ([38] * 2 + [39] * 2, 22), 9: ([36] * 3 + [37] * 2, 22),
}  # fmt: skip
# Where alignment patterns have their middle, by version.
MIDDLES = {
    1: (), 2: (6, 18), 3: (6, 22), 4: (6, 26), 5: (6, 30), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42),
    9: (6, 26, 46),
}  # fmt: skip
MASKS = (
    lambda y, x: (y + x) % 2,
    lambda y, _x: y % 2,
    lambda _y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)
LEVEL_M, BYTES_FOLLOW, TIMING = 0, 0b0100, 6
SCRAMBLED = 0b101010000010010


def text_of(modules: Modules) -> str:
    """The text of a code; raises ValueError for what is no code of level M with bytes in it."""
    size = len(modules)
    version = (size - 17) // 4
    told = [modules[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [modules[y][8] for y in (7, 5, 4, 3, 2, 1, 0)]
    form = int("".join("01"[one] for one in told), 2) ^ SCRAMBLED
    if form >> 13 != LEVEL_M:
        raise ValueError("not of level M")
    mask = MASKS[form >> 10 & 0b111]
    bits = [modules[y][x] ^ (mask(y, x) == 0) for y, x in _way(size, version)]
    stream = [int("".join("01"[bit] for bit in bits[at : at + 8]), 2) for at in range(0, len(bits) - 7, 8)]
    data = "".join(f"{one:08b}" for one in _in_order(stream, BLOCKS[version][0]))
    if int(data[:4], 2) != BYTES_FOLLOW:
        raise ValueError("no bytes")
    length = int(data[4:12], 2)
    return bytes(int(data[12 + 8 * at : 20 + 8 * at], 2) for at in range(length)).decode()


def _in_order(stream: list[int], blocks: list[int]) -> Iterator[int]:
    """The blocks one behind the other; on paper their first bytes come first, then their second ones."""
    found: list[list[int]] = [[] for _ in blocks]
    taken = iter(stream)
    for place in range(max(blocks)):
        for block, length in zip(found, blocks, strict=True):
            if place < length:
                block.append(next(taken))
    for block in found:
        yield from block


def _way(size: int, version: int) -> Iterator[tuple[int, int]]:
    """The modules that hold data, in their order: columns by twos from the right, up and down."""
    upward = True
    column = size - 1
    while column > 0:
        column -= column == TIMING
        for step in range(size):
            y = size - 1 - step if upward else step
            for x in (column, column - 1):
                if not _is_function(y, x, size, version):
                    yield y, x
        upward = not upward
        column -= 2


def _is_function(y: int, x: int, size: int, version: int) -> bool:
    corner = (y < 9 and x < 9) or (y < 9 and x >= size - 8) or (y >= size - 8 and x < 9)
    about_version = version >= 7 and ((y < 6 and x >= size - 11) or (x < 6 and y >= size - 11))
    middles = MIDDLES[version]
    aligning = any(
        abs(y - row) <= 2 and abs(x - column) <= 2
        for row in middles
        for column in middles
        if (row, column) not in {(6, 6), (6, middles[-1]), (middles[-1], 6)}
    )
    return corner or about_version or aligning or TIMING in {y, x}
