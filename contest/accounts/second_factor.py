"""Six-digit codes of an authenticator app (TOTP, RFC 6238) for staff (P5)."""

import base64
import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from flask import current_app
from markupsafe import Markup

# Only staff have a second factor: what it needs is 7 MB that no worker of participants loads.
if TYPE_CHECKING:
    from cryptography.fernet import Fernet

STEP_SECONDS = 30
ISSUER = "Thi tìm hiểu CCHC"


def new_key() -> str:
    """A fresh random key, base32."""
    import pyotp  # noqa: PLC0415 - see above

    return pyotp.random_base32()


def sealed(key: str) -> str:
    """The key encrypted for the database."""
    return _box().encrypt(key.encode()).decode()


def opened(sealed_key: str) -> str:
    """The key as the authenticator holds it."""
    return _box().decrypt(sealed_key.encode()).decode()


def step_of(key: str, code: str, now: datetime) -> int | None:
    """The time step whose code was typed (this one or a neighbour), None for a wrong code."""
    import pyotp  # noqa: PLC0415 - see above

    digits = "".join(sign for sign in code if sign.isdigit())
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(key)
    for step in (current, current - 1, current + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), digits):
            return step
    return None


def qr_code(key: str, account_name: str) -> Markup:
    """The otpauth:// address of a key as a QR code, drawn as SVG for the page itself."""
    import pyotp  # noqa: PLC0415 - see above
    import segno  # noqa: PLC0415 - see above

    address = pyotp.TOTP(key).provisioning_uri(name=account_name, issuer_name=ISSUER)
    return Markup(segno.make(address, error="m").svg_inline(scale=5, border=4, omitsize=False, light="#fff"))  # noqa: S704 - drawn by segno from squares alone


def _box() -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - see above

    secret: str = current_app.config["SECRET_KEY"]
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second-factor:{secret}".encode()).digest()))
