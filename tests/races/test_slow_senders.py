"""Whoever sends slowly, or hangs up half-way, keeps nobody waiting and changes nothing (T4)."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from faults.hall import Hall, Sitting, open_hall
from faults.stored import read_database
from faults.wire import request_bytes
from harness.databases import Databases

SENDERS = 20
HALF_A_BODY = b'{"answers": [{"slot": 1,'
PATIENCE_SECONDS = 20


@pytest.fixture(scope="module")
def hall(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with (
        databases.fresh("sqlite") as url,
        open_hall(url, folder=tmp_path_factory.mktemp("slow"), people=4, workers=2) as hall,
    ):
        yield hall


def begun(hall: Hall, request: bytes) -> socket.socket:
    """A connection over which the beginning of a request was sent."""
    line = socket.create_connection(("127.0.0.1", hall.service.port), timeout=PATIENCE_SECONDS)
    line.sendall(request)
    return line


def half_of(request: bytes) -> bytes:
    """A request whose body stops in the middle."""
    head, _, body = request.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + body[: len(body) // 2]


def test_twenty_people_who_send_half_a_body_do_not_stop_anothers_save(hall: Hall) -> None:
    sitting, slow = hall.sit_down(), hall.sit_down()
    slow.sheet.choose(1, next(iter(slow.sheet.options[1])))
    content, _noted = slow.sheet.batch([1])
    path = f"{slow.sheet.path}/tra-loi"
    with ExitStack() as stack:
        lines = [
            stack.enter_context(begun(hall, half_of(slow.phone.request("PUT", path, content=content))))
            for _ in range(SENDERS)
        ]
        stack.enter_context(begun(hall, half_of(request_bytes("POST", "/dang-nhap", {}, HALF_A_BODY))))
        for slot in sitting.sheet.options:
            reply = sitting.save(slot)
            assert reply is not None, "no reply within the phone's patience"
            assert reply.status == 200
        # Whoever goes on sending is answered too.
        whole = slow.phone.request("PUT", path, content=content)
        lines[0].sendall(whole[len(half_of(whole)) :])
        assert lines[0].recv(100).startswith(b"HTTP/1.1 200")


def test_a_body_in_pieces_without_a_length_is_read_to_its_end(hall: Hall) -> None:
    sitting = hall.sit_down()
    sitting.sheet.choose(1, next(iter(sitting.sheet.options[1])))
    content, _noted = sitting.sheet.batch([1])
    whole = sitting.phone.request("PUT", f"{sitting.sheet.path}/tra-loi", content=content)
    head, _, body = whole.partition(b"\r\n\r\n")
    head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length"))
    with begun(hall, head + b"\r\nTransfer-Encoding: chunked\r\n\r\n") as line:
        for piece in (body[:10], body[10:], b""):
            line.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
        assert line.recv(100).startswith(b"HTTP/1.1 200")


def test_a_form_whose_sender_hangs_up_half_way_stores_nothing(hall: Hall) -> None:
    sitting = hall.sit_down()
    handle = next(iter(sitting.sheet.options[1]))
    whole = sitting.phone.request("POST", f"{sitting.sheet.path}/luu")
    head = whole.replace(b"Content-Length: 0", b"Content-Length: 200")
    with begun(hall, head + f"c1={handle}".encode()) as line:
        line.shutdown(socket.SHUT_WR)
        assert not line.recv(100).startswith(b"HTTP/1.1 303")
    assert stored_of(hall, sitting) == []


def stored_of(hall: Hall, sitting: Sitting) -> list[int]:
    """The slots of a person's attempt that hold an answer."""
    stored = read_database(hall.url)
    ids = {row["id"] for row in stored.attempts if row["code"] == sitting.sheet.code}
    return [row["slot"] for row in stored.responses if row["attempt_id"] in ids]
