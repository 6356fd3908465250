"""What ``python -m questions`` does: check a bank, count it, draw from it on trial, convert it."""

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

from questions.checks import Finding, check_bank
from questions.drawing import Candidate, Pool
from questions.formats.catalogue import format_of
from questions.formats.drafting import Defaults
from questions.formats.reading import ReadResult
from questions.formats.yaml_bank import read_bank, read_blueprint
from questions.item import TOPICS, Item, Level
from questions.simulation import simulate

Write = Callable[[str], object]

_SEVERITIES = {"error": "LỖI", "warning": "lưu ý"}


def main(arguments: Sequence[str], *, write: Write) -> int:
    """Run one command and answer its exit status: 0 clean, 1 errors found, 2 not understood."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options, write))
    except (OSError, ValueError) as error:
        write(f"Không thực hiện được: {error}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m questions", description="Ngân hàng câu hỏi CCHC")
    commands = parser.add_subparsers(required=True, metavar="lệnh")
    check = commands.add_parser("check", help="kiểm tra ngân hàng câu hỏi")
    check.add_argument("bank", type=Path, help="tệp hoặc thư mục YAML")
    check.add_argument("--date", type=date.fromisoformat, help="ngày để xét hiệu lực, dạng 2024-12-31")
    check.add_argument("--blueprint", type=Path, help="ma trận đề (YAML hoặc JSON)")
    check.set_defaults(run=_check)
    table = commands.add_parser("table", help="đếm câu theo chủ đề và mức độ")
    table.add_argument("bank", type=Path, help="tệp hoặc thư mục YAML")
    table.set_defaults(run=_table)
    simulate = commands.add_parser("simulate", help="rút thử nhiều đề theo một ma trận")
    simulate.add_argument("bank", type=Path, help="tệp hoặc thư mục YAML")
    simulate.add_argument("--blueprint", type=Path, required=True, help="ma trận đề (YAML hoặc JSON)")
    simulate.add_argument("--papers", type=int, default=10_000, help="số đề rút thử")
    simulate.add_argument("--seed", type=int, default=1, help="số gieo; cùng số thì cùng kết quả")
    simulate.add_argument(
        "--facility", type=Path, help="tệp CSV: mã câu, tỷ lệ trả lời đúng (0,73 hoặc 73%%)"
    )
    simulate.set_defaults(run=_simulate)
    convert = commands.add_parser("convert", help="đổi định dạng")
    convert.add_argument("source", type=Path, help="tệp (hoặc thư mục YAML) nguồn")
    convert.add_argument("target", type=Path, help="tệp đích; đuôi tệp cho biết định dạng")
    convert.add_argument("--topic", default="", choices=["", *TOPICS], help="chủ đề khi tệp nguồn không ghi")
    convert.add_argument("--level", default=Level.RECALL, type=Level, help="mức độ khi tệp nguồn không ghi")
    convert.add_argument(
        "--convert-legacy", action="store_true", help="chuyển phông cũ TCVN3, VNI sang Unicode"
    )
    convert.add_argument("--skip-faulty", action="store_true", help="bỏ các câu lỗi, đổi phần còn lại")
    convert.set_defaults(run=_convert)
    return parser


def _check(options: argparse.Namespace, write: Write) -> int:
    blueprint = None if options.blueprint is None else read_blueprint(options.blueprint)
    result = read_bank(options.bank)
    findings = check_bank(result.items, today=options.date, blueprint=blueprint)
    for problem in result.problems:
        write(f"{problem.place}: {_SEVERITIES['error']} [{problem.code}] {problem.message}\n")
    for finding in findings:
        write(
            f"{_where(finding, result)}{_SEVERITIES[finding.severity]} [{finding.code}] {finding.message}\n"
        )
    write("\n" + table_text(result.items))
    errors = len(result.problems) + sum(finding.severity == "error" for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    write(f"\nĐã đọc {result.rows_read} câu: {len(result.items)} hợp lệ, {result.rejected} bị loại.\n")
    if options.date is None:
        write("Chưa xét hiệu lực của căn cứ (thêm --date NĂM-THÁNG-NGÀY để xét).\n")
    else:
        write(f"Hiệu lực của căn cứ được xét tới ngày {options.date:%d/%m/%Y}.\n")
    write(f"{errors} lỗi, {warnings} lưu ý.\n")
    return 1 if errors else 0


def _where(finding: Finding, result: ReadResult) -> str:
    """The places of the questions a finding is about, or nothing when it is about the bank."""
    if not finding.items or finding.code == "longest-key":
        return ""
    places = [
        str(place)
        for item, place in zip(result.items, result.places, strict=True)
        if item.code in finding.items
    ]
    return f"{', '.join(places)}: {' '.join(dict.fromkeys(finding.items))}: "


def _table(options: argparse.Namespace, write: Write) -> int:
    result = read_bank(options.bank)
    write(table_text(result.items))
    write("".join(f"{problem}\n" for problem in result.problems))
    return 1 if result.problems else 0


def _simulate(options: argparse.Namespace, write: Write) -> int:
    items = read_bank(options.bank).items
    pool = Pool(
        Candidate(
            version_id=number,
            topic=item.topic,
            level=item.level,
            choices=len(item.choices),
            pin_last=item.pin_last,
            key=item.key,
            tags=item.tags,
        )
        for number, item in enumerate(items)
    )
    shares = {} if options.facility is None else _shares(options.facility)
    facility = {number: shares[item.code] for number, item in enumerate(items) if item.code in shares}
    blueprint = read_blueprint(options.blueprint)
    for balanced in (False, True) if facility else (False,):
        rng = Random(options.seed)  # noqa: S311 -- no secret: a trial that anybody may repeat
        outcome = simulate(blueprint, pool, rng, papers=options.papers, facility=facility, balanced=balanced)
        if facility:
            write(f"\n{'Có' if balanced else 'Không'} cân bằng độ khó giữa các đề:\n")
        write("".join(f"{line}\n" for line in outcome.in_words()))
    return 0


def _shares(path: Path) -> dict[str, Fraction]:
    """The share of right answers by the code of the question; ValueError for what is none."""
    shares = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            if not row:
                continue
            # An unquoted decimal comma parts the share in two.
            code, text = row[0].strip(), ".".join(row[1:]).strip().replace(",", ".")
            share = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1) if text else None
            if share is None or not 0 <= share <= 1:
                raise ValueError(f"{path}, hàng {number}: “{text}” không phải tỷ lệ từ 0 đến 1")
            shares[code] = share
    return shares


def _convert(options: argparse.Namespace, write: Write) -> int:
    """Nothing is written while a question is faulty, unless faulty ones are left out on purpose."""
    target = format_of(options.target)
    defaults = Defaults(topic=options.topic, level=options.level, convert_legacy=options.convert_legacy)
    if options.source.is_dir():
        result = read_bank(options.source)
    else:
        content = options.source.read_bytes()
        result = format_of(options.source).read(content, file=str(options.source), defaults=defaults)
    write("".join(f"{problem}\n" for problem in result.problems))
    write(f"Đã đọc {result.rows_read} câu: {len(result.items)} hợp lệ, {result.rejected} bị loại.\n")
    for name, number in result.unknown_types:
        write(f"Không nhập được {number} câu loại “{name}”.\n")
    if result.errors and not (options.skip_faulty and result.items):
        write("Chưa ghi tệp nào; hãy sửa các lỗi trên hoặc thêm --skip-faulty.\n")
        return 1
    if any(not item.topic for item in result.items):
        write("Chưa ghi tệp nào; tệp nguồn không ghi chủ đề, hãy thêm --topic.\n")
        return 1
    options.target.write_bytes(target.write(result.items))
    write(f"Đã ghi {len(result.items)} câu vào {options.target} ({target.name}).\n")
    if lost := target.dropped(result.items):
        write(f"Định dạng này không giữ được: {'; '.join(lost)}.\n")
    return 0


def table_text(items: Sequence[Item]) -> str:
    """Questions by topic and level with totals, as text in columns."""
    counts = Counter((item.topic, item.level) for item in items)
    rows = [["Chủ đề", *(level.label for level in Level), "Tổng"]]
    rows.extend(
        [
            f"{name} ({topic})",
            *(str(counts[topic, level]) for level in Level),
            str(sum(counts[topic, level] for level in Level)),
        ]
        for topic, name in TOPICS.items()
    )
    totals = [str(sum(counts[topic, level] for topic in TOPICS)) for level in Level]
    rows.append(["Tổng", *totals, str(sum(int(total) for total in totals))])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "".join(
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        + "\n"
        for row in rows
    )
