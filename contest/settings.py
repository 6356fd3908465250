"""Every setting of one running copy, read once from CONTEST_* variables."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

PREFIX = "CONTEST_"
SECRET_BYTES = 32
EXAMPLE_SECRETS = frozenset({"change-me", "changeme", "secret", "development", "dev"})
SWITCHES = {"on": True, "off": False, "true": True, "false": False, "1": True, "0": False}


class SettingsError(ValueError):
    """A setting that the app refuses to start with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field a setting; the variable is CONTEST_ + the upper-case field name."""

    # production refuses what a demonstration may do: generated secrets, plain http, no second factor.
    environment: str = "demonstration"
    # Folder of what this machine owns: database, uploads, exports, the generated secret.
    instance_path: str = "instance"
    # postgresql+psycopg://user:password@host/name ; empty means SQLite in the instance folder.
    database_url: str = ""
    # Signs cookies and forms; at least 32 characters. Empty: made once and kept in the instance folder.
    secret_key: str = ""
    # File of the Ed25519 private key (PEM) that signs publications. Empty: made once in the instance folder.
    signing_key: str = ""
    # File outside the database that keeps signed checkpoints of the log. Empty: one in the instance folder.
    anchor_file: str = ""
    # The address printed on posters and certificates, without a slash at the end.
    public_url: str = "http://127.0.0.1:8000"
    # Staff must enter a six-digit code after the password (security demand P5).
    staff_second_factor: bool = True
    # How many proxies in front add X-Forwarded-* headers that may be believed (P7).
    trusted_proxies: int = 0
    # Hours after which a sign-in ends by itself; longer than a contest day so that none ends in an attempt.
    sign_in_hours: int = 14
    # People whom one helper may help at a desk in an hour and in 24 hours, and minutes one of them may sit.
    guest_sessions_per_hour: int = 6
    guest_sessions_per_day: int = 40
    guest_session_minutes: int = 90
    # Largest request body in bytes; larger uploads are refused with 413.
    max_upload_bytes: int = 6 * 1024 * 1024
    # Seconds for which a computed leaderboard is shown again before it is computed anew.
    leaderboard_seconds: int = 2
    # Seconds for which a process may answer from a round's terms as read before.
    terms_seconds: int = 2
    # Passwords are hashed with argon2id: memory in KiB and passes (P6: 19 MiB, 2 passes or stronger).
    password_memory_kib: int = 19 * 1024
    password_passes: int = 2

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read CONTEST_* variables; refuse unknown ones and values of the wrong shape, naming them."""
        known = {PREFIX + field.name.upper(): field for field in fields(cls)}
        unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise SettingsError(f"unknown settings: {', '.join(unknown)}")
        values: dict[str, Any] = {
            field.name: _parsed(name, environ[name], type(field.default))
            for name, field in known.items()
            if name in environ
        }
        return cls(**values)

    @property
    def is_production(self) -> bool:
        """Whether real people and prizes are at stake."""
        return self.environment == "production"

    def checked(self) -> Self:
        """Answer the settings themselves, or refuse what must not run in production (P6)."""
        if self.environment not in {"production", "demonstration", "test"}:
            raise SettingsError("CONTEST_ENVIRONMENT must be production, demonstration or test")
        if self.secret_key and (len(self.secret_key) < SECRET_BYTES or self.secret_key in EXAMPLE_SECRETS):
            raise SettingsError("CONTEST_SECRET_KEY must have at least 32 characters and be no example")
        if self.is_production:
            if not self.secret_key:
                raise SettingsError("CONTEST_SECRET_KEY is missing; production does not make one up")
            if self.signing_key and not Path(self.signing_key).is_file():
                raise SettingsError("CONTEST_SIGNING_KEY names no file")
            if not self.public_url.startswith("https://"):
                raise SettingsError("CONTEST_PUBLIC_URL must begin with https:// in production")
            if not self.staff_second_factor:
                raise SettingsError("CONTEST_STAFF_SECOND_FACTOR may not be off in production")
        return self

    @property
    def resolved_instance_path(self) -> Path:
        """The instance folder as an absolute path."""
        return Path(self.instance_path).resolve()

    @property
    def resolved_database_url(self) -> str:
        """The address of the database, SQLite in the instance folder by default."""
        return self.database_url or f"sqlite:///{self.resolved_instance_path / 'contest.sqlite3'}"

    @property
    def resolved_signing_key(self) -> Path:
        """The file of the key that signs."""
        return Path(self.signing_key or self.resolved_instance_path / "signing_key.pem")

    @property
    def resolved_anchor_file(self) -> Path:
        """The file of signed checkpoints."""
        return Path(self.anchor_file or self.resolved_instance_path / "anchors.jsonl")

    def resolved_secret_key(self) -> str:
        """The secret, made once and kept readable by its owner alone when none is set."""
        if self.secret_key:
            return self.secret_key
        path = self.resolved_instance_path / "secret_key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return path.read_text(encoding="ascii")
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(SECRET_BYTES))
        return path.read_text(encoding="ascii")


def _parsed(name: str, text: str, kind: type) -> str | int | bool:
    if kind is bool:
        if text.lower() not in SWITCHES:
            raise SettingsError(f"{name} must be on or off")
        return SWITCHES[text.lower()]
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"{name} must be a whole number") from None
    return text
