"""What changed an outcome, hash-chained; where it stood, signed; whether it is as it was written."""
