"""What is stored of the tokens that browsers carry."""

import hashlib


def token_hash(token: str) -> str:
    """The hash of a sign-in token or of a way back."""
    return hashlib.sha256(token.encode()).hexdigest()
