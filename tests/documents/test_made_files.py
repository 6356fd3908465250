"""Every exported file read back by two libraries; LibreOffice opens them in the test beside this one."""

from pathlib import Path

import pandas as pd
import pytest
from documents.make_files import make_files
from openpyxl import load_workbook


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_files(tmp_path_factory.mktemp("files"))


def test_every_workbook_is_read_by_both_libraries_with_the_same_sheets_and_no_formula(made: list[Path]):
    workbooks = [path for path in made if path.suffix == ".xlsx"]
    assert len(workbooks) >= 5
    for path in workbooks:
        book = load_workbook(path)
        assert list(pd.read_excel(path, sheet_name=None, engine="calamine")) == book.sheetnames
        formulas = [
            f"{path.name}!{cell.coordinate}"
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        assert formulas == []


def test_every_phone_number_is_text_with_its_leading_zero(made: list[Path]):
    (path,) = (path for path in made if path.name == "ket-qua.xlsx")
    sheets = pd.read_excel(path, sheet_name=None, header=3, engine="calamine", dtype=str)
    numbers = [
        number
        for frame in sheets.values()
        if "Số điện thoại" in frame
        for number in frame["Số điện thoại"].dropna()
    ]
    assert len(numbers) > 20
    assert all(number.startswith("0900") and len(number) == 10 for number in numbers)
