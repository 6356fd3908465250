"""Certificates by the hundred, a file each: every file is that of its name."""

from harness.certificates import ABOUT, certificate

from contest.commendations.certificates import files


def test_each_file_made_by_another_process_is_the_one_that_this_process_makes():
    many = [certificate(number) for number in range(files.MOST_BY_ONE + 1)]
    made = list(files.single_pdfs(many, **ABOUT))
    assert [name for name, _ in made] == [f"{one.code}.pdf" for one in many]
    for place in (0, 1, files.MOST_BY_ONE):
        assert len(undated(made[place][1])) > 20_000
        assert undated(made[place][1]) == undated(files.certificates_pdf([many[place]], **ABOUT))


def undated(pdf: bytes) -> bytes:
    """Everything before the time of making: pages, letters, code."""
    return pdf.partition(b"/ModDate")[0]
