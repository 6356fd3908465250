"""Attempts that show a sign: looked at, decided on, and what a decision would change."""
