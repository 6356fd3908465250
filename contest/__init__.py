"""The contest application, told as the story of a contest; rules import without Flask."""
