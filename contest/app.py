"""Wiring: settings -> Flask -> platform -> one list of slices."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel

from contest import cli
from contest.accounts import manage_views as accounts_manage
from contest.accounts import passwords
from contest.accounts import views as accounts
from contest.accounts.queries import find_viewer
from contest.attempts import manage_views as attempts_manage
from contest.attempts import views as attempts
from contest.bank import manage_views as bank_manage
from contest.commendations import complaint_views, winner_views
from contest.commendations import manage_views as commendations_manage
from contest.commendations.certificates import manage_views as certificate_manage_views
from contest.commendations.certificates import views as certificate_views
from contest.commendations.documents import views as document_views
from contest.entries import manage_views as entries_manage
from contest.entries import views as entries
from contest.insight import manage_views as insight_manage
from contest.platform import (
    access,
    cache,
    clock,
    configuration,
    database,
    error_pages,
    gallery,
    health,
    immutable,
    logging,
    templating,
    viewer,
)
from contest.platform.language import other_language
from contest.platform.language.languages import page_language
from contest.platform.serving import (
    arrival,
    assets,
    compression,
    exchange,
    framing,
    revalidation,
    security,
    site_files,
)
from contest.practice import views as practice
from contest.rounds import manage_views as rounds_manage
from contest.rounds import recordings
from contest.rounds import views as rounds
from contest.rounds.site import site
from contest.settings import Settings
from contest.standings import manage_views as standings_manage
from contest.standings import newer_tree_views, roster_views
from contest.standings import views as standings
from contest.standings.boards import data_views
from contest.standings.overall import views as overall_views
from contest.standings.reviews import views as review_views
from contest.standings.ties import views as tie_views
from contest.standings.unit_desk import views as unit_desk_views
from contest.standings.verification import views as verification
from contest.units import manage_views as units_manage

ROOT = Path(__file__).parent.parent
SLICES = (
    health,
    gallery,
    site_files,
    accounts,
    rounds,
    entries,
    practice,
    attempts,
    standings,
    verification,
    data_views,
    units_manage,
    bank_manage,
    accounts_manage,
    rounds_manage,
    entries_manage,
    attempts_manage,
    standings_manage,
    newer_tree_views,
    overall_views,
    roster_views,
    tie_views,
    review_views,
    commendations_manage,
    document_views,
    certificate_views,
    certificate_manage_views,
    complaint_views,
    winner_views,
    insight_manage,
    unit_desk_views,
)


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
    configuration.install(app, settings)
    exchange.install(app)
    clock.install(app, clock_reader or clock.system_clock)
    compression.install(app)
    revalidation.install(app)
    security.install(app, settings)
    arrival.install(app, settings)
    database.install(app, settings)
    viewer.install(app)
    viewer.login_manager.user_loader(find_viewer)
    cache.install(app)
    immutable.install(app)
    passwords.install(app, settings)
    Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=page_language)
    error_pages.install(app, settings)
    other_language.install(app)
    access.install(app)
    templating.install(app)
    assets.install(app)
    app.context_processor(lambda: {"site": site()})
    framing.install(app, surroundings=lambda: (site(), recordings.offered()))
    app.jinja_env.globals["recordings_of"] = recordings.heard
    for one in SLICES:
        app.register_blueprint(one.blueprint)
    cli.install(app)
    return app
