"""QR codes as drawings of one path, to be scanned from paper."""

import io

# Any of the eight masks is read by every reader. To weigh them all for each code costs five times the
# rest of the work, and thousands of certificates are made at once.
MASK = 2
QUIET_ZONE = 4


def qr_svg(text: str, *, border: int = QUIET_ZONE) -> str:
    """A code of error level M (15 % may be lost) as SVG without a size; the quiet zone is in modules."""
    import segno  # noqa: PLC0415 - only who prints or shows a certificate pays for it

    code = segno.make(text, error="m", micro=False, boost_error=False, mask=MASK)
    target = io.BytesIO()
    code.save(target, kind="svg", border=border, xmldecl=False, omitsize=True, nl=False)
    return target.getvalue().decode()
