"""Check a published result by yourself: Python 3.11 or newer, nothing else, no connection.

    python verify.py so-lieu.json --signature chu-ky.json --public-key khoa.pem
    python verify.py so-lieu.json --receipt HG24-7Q2M-XK4D
    python verify.py toan-cuoc.json --round so-lieu-dot-1.json --round so-lieu-dot-2.json
    python verify.py --audit nhat-ky.jsonl --anchors moc.jsonl --public-key khoa.pem
    python verify.py --lottery boc-tham.json

It shares no line with the software that made the result, and ends with status 1 when anything is
wrong. Sources: RFC 8032 (Ed25519), RFC 8410 (keys in PEM files).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from contest.standings.verification.alone.chain import bad_places
from contest.standings.verification.alone.results import lottery_problems, snapshot_problems, source_problems
from contest.standings.verification.alone.signatures import key_of, sha256, statement_problems


def read(path: str) -> str:
    """A file's text as it is, line ends included."""
    return Path(path).read_bytes().decode()


def findings(asked: argparse.Namespace) -> Iterator[tuple[str, list[str]]]:
    """What was checked, each with its problems."""
    keys = [key_of(read(path)) for path in asked.public_key]
    if asked.snapshot:
        text = read(asked.snapshot)
        snapshot = json.loads(text)
        yield f"Số liệu, mã kết quả {sha256(text)}", list(snapshot_problems(text))
        if asked.signature:
            envelope = json.loads(read(asked.signature))
            problems = list(statement_problems(envelope, keys))
            if envelope["statement"]["digest"] != sha256(text):
                problems.append("chữ ký là của một tệp khác")
            yield f"Chữ ký, khóa {envelope['public_key']}", problems
        for code in asked.receipt:
            tidy = code.strip().upper().replace(" ", "")
            is_there = tidy in set(snapshot["receipts"])
            yield f"Mã biên nhận {tidy}", [] if is_there else ["không có trong danh sách được tính"]
        for path in asked.round:
            yield f"Số liệu đợt trong tệp {path}", list(source_problems(snapshot, read(path)))
        if asked.previous:
            is_next = snapshot["previous"] == sha256(read(asked.previous))
            yield "Bản trước", [] if is_next else ["không phải bản mà số liệu này đính chính"]
    for path in asked.lottery:
        draws = json.loads(read(path))
        for draw in draws if isinstance(draws, list) else [draws]:
            yield f"Bốc thăm {draw['list_sha256']}", list(lottery_problems(draw))
    if asked.audit:
        anchors = [json.loads(line) for path in asked.anchors for line in read(path).splitlines()]
        anchors = [one for one in anchors if "head" in one["statement"]]
        forged = [problem for one in anchors for problem in statement_problems(one, keys)]
        yield f"{len(anchors)} mốc nhật ký đã ký", forged
        *entries, end = [json.loads(line) for line in read(asked.audit).splitlines()]
        bad = next(bad_places(entries, end, anchors), None)
        yield "Chuỗi nhật ký", [] if bad is None else [f"sai từ mục {bad[0]} ({bad[1]})"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; 0 when everything is right."""
    parser = argparse.ArgumentParser(description="Kiểm tra kết quả đã công bố.")
    parser.add_argument("snapshot", nargs="?", help="tệp số liệu đã công bố (.json)")
    parser.add_argument("--signature", help="tệp chữ ký của số liệu")
    parser.add_argument("--public-key", action="append", default=[], help="tệp khóa công khai (.pem)")
    parser.add_argument("--previous", help="tệp số liệu của bản trước, với bản đính chính")
    parser.add_argument("--round", action="append", default=[], help="tệp số liệu của đợt đã cộng (.json)")
    parser.add_argument("--receipt", action="append", default=[], help="mã biên nhận cần tìm")
    parser.add_argument("--lottery", action="append", default=[], help="tệp bốc thăm (.json)")
    parser.add_argument("--audit", help="tệp nhật ký (.jsonl)")
    parser.add_argument("--anchors", action="append", default=[], help="tệp mốc nhật ký đã ký (.jsonl)")
    asked = parser.parse_args(arguments)
    try:
        reports = list(findings(asked))
    except (KeyError, TypeError, ValueError, OSError) as unreadable:
        reports = [("Đọc tệp", [repr(unreadable)])]
    text = "".join(
        f"{'SAI' if problems else 'ĐẠT'}  {what}\n" + "".join(f"     - {one}\n" for one in problems)
        for what, problems in reports
    )
    sys.stdout.buffer.write(text.encode())
    return 0 if reports and not any(problems for _, problems in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
