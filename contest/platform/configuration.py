"""The settings of the running app, for code that serves a request."""

from flask import Flask

from contest.platform.here import extension
from contest.settings import Settings

EXTENSION = "contest_settings"


def install(app: Flask, settings: Settings) -> None:
    """Keep the settings with the app."""
    app.extensions[EXTENSION] = settings


def settings() -> Settings:
    """The settings of this app."""
    kept: Settings = extension(EXTENSION)
    return kept
