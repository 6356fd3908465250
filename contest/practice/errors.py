"""Refusals of the practice slice."""

from contest.platform.errors import NotFound


class TopicUnknown(NotFound):
    """There is no such topic."""
