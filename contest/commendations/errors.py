"""Refusals of the commendations slice."""

from contest.platform.errors import NotFound


class FileUnknown(NotFound):
    """No such file is made of a publication."""
