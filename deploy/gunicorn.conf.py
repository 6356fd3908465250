# ruff: noqa: INP001 - a file of settings, no package
"""Gunicorn in place of granian: `gunicorn --config deploy/gunicorn.conf.py`.

The app is built once and the workers are forked from it, which shares its memory among them.
"""

from typing import Any

wsgi_app = "contest:create_app()"
bind = "127.0.0.1:8000"
workers = 2
# One thread a worker: the work is Python, and threads only wait for each other.
threads = 1
preload_app = True
timeout = 30
graceful_timeout = 10
keepalive = 5
worker_tmp_dir = "/dev/shm"  # noqa: S108 - heartbeats need memory, not a disk


def post_fork(server: Any, _worker: Any) -> None:
    """Leave the parent's database connections to the parent; SQLite breaks when two processes share one."""
    from contest.platform.database import db  # noqa: PLC0415 - only gunicorn needs it, after the fork

    with server.app.wsgi().app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
