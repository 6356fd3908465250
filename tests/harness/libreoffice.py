"""LibreOffice without a window: opens a file as a clerk's computer does, and says what it complains about."""

import shutil
import subprocess
from pathlib import Path

SECONDS = 120
# Said by every start on a machine without Java, which no file of ours needs.
NO_JAVA = "failed to launch javaldx"


class ComplaintError(AssertionError):
    """LibreOffice could not open the file, or had something to say about it."""


def opened(path: Path, *, folder: Path) -> Path:
    """Open a workbook or document and print it to a PDF below the folder, which is answered."""
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("LibreOffice is not installed: make documents installs it")
    # A paper and its workbook have one name: each has its own folder, where nothing older stands.
    printed = folder / path.suffix.removeprefix(".") / f"{path.stem}.pdf"
    printed.unlink(missing_ok=True)
    # A profile of its own: neither the user's settings nor a window that is open elsewhere may interfere.
    profile = (folder / "libreoffice").as_uri()
    done = subprocess.run(  # noqa: S603 - our own words and our own file
        [
            program, "--headless", "--norestore", f"-env:UserInstallation={profile}", "--convert-to", "pdf",
            "--outdir", str(printed.parent), str(path),
        ],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    said = [line for line in f"{done.stdout}\n{done.stderr}".splitlines() if line and NO_JAVA not in line]
    complaints = [line for line in said if "error" in line.lower() or "warn" in line.lower()]
    if done.returncode or complaints or not printed.exists():
        raise ComplaintError(f"{path.name}: LibreOffice answered {done.returncode}: {said}")
    return printed
