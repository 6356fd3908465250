import io
import zipfile

from contest.platform.files.archives import streamed


def test_an_archive_is_sent_while_its_files_are_still_being_made():
    made = []

    def files():
        for number in range(3):
            made.append(number)
            yield f"{number}.txt", bytes([number]) * 5000

    parts = streamed(files())
    first = next(parts)
    assert made == [0]
    assert len(first) > 5000
    whole = first + b"".join(parts)
    archive = zipfile.ZipFile(io.BytesIO(whole))
    assert archive.testzip() is None
    assert archive.namelist() == ["0.txt", "1.txt", "2.txt"]
    assert archive.read("2.txt") == bytes([2]) * 5000


def test_an_archive_of_nothing_is_an_archive():
    assert zipfile.ZipFile(io.BytesIO(b"".join(streamed(iter(()))))).namelist() == []
