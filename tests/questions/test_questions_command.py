import runpy
import sys
from datetime import date
from typing import Any

import pytest
from question_samples import an_item

from questions.command_line import main, table_text
from questions.formats.yaml_writing import write_bank
from questions.item import Level

EASY = an_item()
HARD = an_item(code="tc-002", level=Level.APPLY, stem="Ông Vừ nộp hồ sơ ở đâu?", valid_to=date(2024, 12, 31))


@pytest.fixture
def run(tmp_path):
    """Runs the command on a bank of the given questions and answers exit status and output."""
    bank = tmp_path / "the-che.yaml"

    def running(command, items, *options: Any):
        bank.write_text(items if isinstance(items, str) else write_bank(items), encoding="utf-8")
        lines = []
        status = main([command, str(bank), *options], write=lines.append)
        return status, "".join(lines).replace(str(bank), "the-che.yaml")

    return running


def test_a_clean_bank_gives_status_zero_and_says_that_validity_was_not_checked(run):
    status, output = run("check", [EASY, HARD])
    assert status == 0
    assert "Đã đọc 2 câu: 2 hợp lệ, 0 bị loại." in output
    assert "Chưa xét hiệu lực của căn cứ" in output
    assert output.endswith("0 lỗi, 0 lưu ý.\n")


def test_findings_carry_file_line_and_code_of_the_question(run):
    status, output = run("check", [EASY, HARD], "--date", "2025-01-01")
    assert status == 1
    assert "the-che.yaml:18: tc-002: LỖI [expired] Căn cứ hết hiệu lực từ sau ngày 31/12/2024" in output
    assert "Hiệu lực của căn cứ được xét tới ngày 01/01/2025." in output


def test_findings_about_two_questions_carry_both_places(run):
    status, output = run("check", [EASY, an_item(code="tc-002")])
    assert status == 1
    assert "the-che.yaml:3, the-che.yaml:18: tc-001 tc-002: LỖI [twin]" in output


def test_warnings_alone_leave_the_status_at_zero(run):
    status, output = run("check", [an_item(explanation="từ " * 81)])
    assert status == 0
    assert "lưu ý [long-explanation]" in output
    assert output.endswith("0 lỗi, 1 lưu ý.\n")


def test_findings_about_the_whole_bank_carry_no_place(run):
    bank = [
        an_item(code=f"q-{n}", stem=f"{chr(97 + n) * 4}", choices=("aaa", "aaaa", "bbb", "ccc"))
        for n in range(10)
    ]
    _, output = run("check", bank)
    assert "lưu ý [longest-key]" in output.splitlines()[0]


def test_faults_of_the_file_are_errors(run):
    status, output = run("check", "topic: the-che\nitems: [x]\n")
    assert status == 1
    assert "the-che.yaml:2: LỖI [not-a-mapping]" in output
    assert "Đã đọc 1 câu: 0 hợp lệ, 1 bị loại." in output


def test_a_blueprint_that_the_bank_cannot_feed_is_an_error(run, tmp_path):
    blueprint = tmp_path / "ma-tran.json"
    blueprint.write_text('{"cells": [{"topic": "the-che", "level": "apply", "count": 2}]}', encoding="utf-8")
    status, output = run("check", [EASY, HARD], "--blueprint", str(blueprint))
    assert status == 1
    assert "LỖI [thin-cell] Chủ đề “Cải cách thể chế”, mức “Vận dụng”: cần 2 câu" in output


def test_a_missing_file_or_a_faulty_blueprint_gives_status_two(run, tmp_path):
    status, output = run("check", [EASY], "--blueprint", str(tmp_path / "none.yaml"))
    assert status == 2
    assert output.startswith("Không thực hiện được: ")


def test_the_table_counts_topics_and_levels_with_totals(run):
    status, output = run("table", [EASY, HARD])
    assert status == 0
    lines = output.splitlines()
    assert lines[0].split()[-7:] == ["Nhận", "biết", "Thông", "hiểu", "Vận", "dụng", "Tổng"]
    assert next(line for line in lines if "(the-che)" in line).split()[-4:] == ["1", "0", "1", "2"]
    assert lines[-1].split() == ["Tổng", "1", "0", "1", "2"]
    assert len({len(line) for line in lines}) == 1


def test_the_table_of_a_faulty_file_says_so(run):
    status, output = run("table", "topic: the-che\nitems: [x]\n")
    assert status == 1
    assert "Chỗ này phải là" in output


def test_an_empty_bank_still_has_a_table_of_all_topics():
    assert len(table_text([]).splitlines()) == 12


def test_the_module_runs_as_a_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["questions", "table", "no-such-file.yaml"])
    with pytest.raises(SystemExit) as stop:
        runpy.run_module("questions", run_name="__main__")
    assert stop.value.code == 2
    assert "no-such-file.yaml" in capsys.readouterr().out


@pytest.fixture
def convert(tmp_path):
    """Converts a source file of the given content and answers status, output and target."""

    def converting(source, content, target, *options: Any):
        (tmp_path / source).write_bytes(content)
        lines = []
        arguments = ["convert", str(tmp_path / source), str(tmp_path / target), *options]
        return main(arguments, write=lines.append), "".join(lines), tmp_path / target

    return converting


AIKEN = b"S?\nA. a\nB. b\nANSWER: B\n"


def test_a_bank_is_converted_by_the_endings_of_the_names(convert, tmp_path):
    bank = [EASY, HARD]
    status, output, target = convert("a.yaml", write_bank(bank).encode(), "b.xlsx")
    assert status == 0
    assert "Đã ghi 2 câu" in output
    assert convert("b.xlsx", target.read_bytes(), "c.yaml")[0] == 0
    assert (tmp_path / "c.yaml").read_text(encoding="utf-8") == write_bank(bank)


def test_a_bank_travels_through_packages_of_both_versions_unchanged(convert, tmp_path):
    before = write_bank([EASY, HARD])
    convert("a.yaml", before.encode(), "b.qti12.zip")
    _, told, _ = convert("b.qti12.zip", (tmp_path / "b.qti12.zip").read_bytes(), "c.zip")
    assert "(gói QTI 2.1)" in told
    assert convert("c.zip", (tmp_path / "c.zip").read_bytes(), "d.yaml")[0] == 0
    assert (tmp_path / "d.yaml").read_text(encoding="utf-8") == before


def test_a_folder_is_converted_into_one_file(tmp_path):
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "a.yaml").write_text(write_bank([EASY]), encoding="utf-8")
    assert main(["convert", str(tmp_path / "bank"), str(tmp_path / "b.gift")], write=str) == 0
    assert "tc-001" in (tmp_path / "b.gift").read_text(encoding="utf-8")


def test_what_the_target_cannot_hold_is_told(convert):
    _, output, _ = convert("a.yaml", write_bank([EASY]).encode(), "b.txt")
    assert "Định dạng này không giữ được: mã, chủ đề" in output


def test_a_source_without_topics_needs_one_named(convert):
    status, output, target = convert("a.txt", AIKEN, "b.yaml")
    assert (status, target.exists()) == (1, False)
    assert "hãy thêm --topic" in output
    status, _, target = convert("a.txt", AIKEN, "b.yaml", "--topic", "the-che", "--level", "apply")
    assert status == 0
    assert "topic: the-che" in target.read_text(encoding="utf-8")
    assert "level: apply" in target.read_text(encoding="utf-8")


def test_nothing_is_written_while_a_question_is_faulty_unless_it_is_left_out(convert):
    content = b"E {}\n\nS {=a ~b}\n"
    status, output, target = convert("a.gift", content, "b.gift", "--topic", "the-che")
    assert (status, target.exists()) == (1, False)
    assert "Không nhập được 1 câu loại “essay”." in output
    assert convert("a.gift", content, "b.gift", "--topic", "the-che", "--skip-faulty")[0] == 0
    assert convert("a.gift", b"E {}", "c.gift", "--skip-faulty")[0] == 1


def test_an_unknown_ending_is_refused(convert):
    status, output, _ = convert("a.yaml", write_bank([EASY]).encode(), "b.pdf")
    assert status == 2
    assert ".xlsx" in output


def test_a_blueprint_is_tried_on_a_bank_with_the_same_outcome_for_a_seed(run, tmp_path):
    blueprint = tmp_path / "ma-tran.yaml"
    blueprint.write_text("cells: [{topic: the-che, level: null, count: 1}]", encoding="utf-8")
    options = ("--blueprint", str(blueprint), "--papers", "20", "--seed", "5")
    status, output = run("simulate", [EASY, HARD], *options)
    assert status == 0
    assert output.startswith("Rút thử 20 đề, có 2 đề khác nhau.\n")
    assert run("simulate", [EASY, HARD], *options) == (status, output)


@pytest.fixture
def tried(tmp_path):
    """Simulates papers of one question from two, with a file of facilities."""

    def trying(facilities):
        (tmp_path / "a.yaml").write_text(write_bank([EASY, HARD]), encoding="utf-8")
        (tmp_path / "m.json").write_text('{"cells": [{"count": 1}]}', encoding="utf-8")
        (tmp_path / "f.csv").write_text(facilities, encoding="utf-8")
        lines = []
        arguments = ["simulate", str(tmp_path / "a.yaml"), "--blueprint", str(tmp_path / "m.json")]
        status = main(
            [*arguments, "--papers", "20", "--facility", str(tmp_path / "f.csv")], write=lines.append
        )
        return status, "".join(lines)

    return trying


def test_a_simulation_shows_the_spread_with_and_without_balancing(tried):
    status, output = tried(f'{EASY.code},"0,9"\n\n{HARD.code},40%\n')
    assert status == 0
    assert output.count("Tỷ lệ đúng dự kiến của một đề: từ 40,0% đến 90,0%") == 2
    assert "Không cân bằng độ khó giữa các đề:" in output
    assert "Có cân bằng độ khó giữa các đề:" in output


@pytest.mark.parametrize("share", ["", "nhiều", "1,5", "-1", "200%"])
def test_a_facility_that_is_no_share_is_refused(tried, share):
    status, output = tried(f"{EASY.code},{share}\n")
    assert status == 2
    assert "Không thực hiện được" in output


def test_an_unquoted_decimal_comma_is_understood(tried):
    assert "từ 90,0% đến 90,0%" in tried(f"{EASY.code},0,9\n")[1]
