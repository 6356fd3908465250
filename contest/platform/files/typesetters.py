"""Many files of one program, by a process for each processor: `python -m contest.platform.files.typesetters`.

A file takes 10 ms of a processor, and the compiler of a process makes one at a time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from queue import SimpleQueue
from typing import IO, NamedTuple

from contest.platform.files.background import begun
from contest.platform.files.pdf import compiled

MODULE = "contest.platform.files.typesetters"
SIZE_BYTES = 4

Data = Mapping[str, object]


class Typesetter(NamedTuple):
    """A process that makes files: where it is told what, and where it says them."""

    orders: IO[bytes]
    made: IO[bytes]


class TypesetterLost(RuntimeError):
    """A process ended before its file was whole; its own words are in the server's log."""


def compiled_each(program: str, many: Iterable[Data]) -> Iterator[bytes]:
    """A file for each, in their order, as compiled() makes it."""
    count = len(os.sched_getaffinity(0))
    free: SimpleQueue[Typesetter] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(count):
            free.put(stack.enter_context(_typesetter()))
        pool = stack.enter_context(ThreadPoolExecutor(count, thread_name_prefix="typesetter"))
        yield from pool.map(partial(_made, free, program), many)


@contextmanager
def _typesetter() -> Iterator[Typesetter]:
    with begun(MODULE, stdout=subprocess.PIPE) as process:
        if process.stdin is None or process.stdout is None:
            raise TypesetterLost
        try:
            yield Typesetter(process.stdin, process.stdout)
        finally:
            process.kill()  # it keeps nothing, and nobody waits for it any more
            with suppress(BrokenPipeError):  # what was still to be said to one that is gone
                process.stdin.close()


def _made(free: SimpleQueue[Typesetter], program: str, data: Data) -> bytes:
    one = free.get()
    try:
        one.orders.write(json.dumps([program, data]).encode() + b"\n")
        one.orders.flush()
        return _read(one.made)
    except BrokenPipeError as error:
        raise TypesetterLost from error
    finally:
        free.put(one)


def _read(said: IO[bytes]) -> bytes:
    head = said.read(SIZE_BYTES)
    size = int.from_bytes(head)
    content = said.read(size)
    if len(head) < SIZE_BYTES or len(content) < size:
        raise TypesetterLost
    return content


def serve(orders: IO[bytes], target: IO[bytes]) -> None:
    """Make a file of each line, and say how long it is before it."""
    for line in orders:
        program, data = json.loads(line)
        made = compiled(program, data)
        target.write(len(made).to_bytes(SIZE_BYTES) + made)
        target.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
