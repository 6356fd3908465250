"""Wiring: settings -> Flask -> platform -> one list of slices."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel

from contest import cli
from contest.accounts import passwords
from contest.accounts.queries import find_viewer
from contest.attempts import models as _attempts  # noqa: F401 - registers its tables
from contest.bank import models as _bank  # noqa: F401 - the same
from contest.entries import models as _entries  # noqa: F401 - the same
from contest.platform import (
    access,
    cache,
    clock,
    database,
    error_pages,
    health,
    logging,
    security,
    templating,
    viewer,
)
from contest.rounds import models as _rounds  # noqa: F401 - the same
from contest.settings import Settings
from contest.standings import models as _standings  # noqa: F401 - the same
from contest.units import models as _units  # noqa: F401 - the same

ROOT = Path(__file__).parent.parent
BLUEPRINTS = (health.blueprint,)


def build(settings: Settings | None, *, clock_reader: clock.Clock | None) -> Flask:
    """Answer a ready app; nothing is global but the extensions' empty shells."""
    settings = (settings or Settings.from_environment()).checked()
    instance = settings.resolved_instance_path
    instance.mkdir(parents=True, exist_ok=True)
    logging.install(production=settings.is_production)
    app = Flask(
        "contest",
        root_path=str(Path(__file__).parent),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        instance_path=str(instance),
    )
    app.extensions["contest_settings"] = settings
    clock.install(app, clock_reader or clock.system_clock)
    security.install(app, settings)
    database.install(app, settings)
    viewer.install(app)
    cache.install(app)
    viewer.login_manager.user_loader(find_viewer)
    passwords.install(app, settings)
    Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh")
    error_pages.install(app, settings)
    access.install(app)
    templating.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.install(app)
    return app
