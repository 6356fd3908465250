"""What the organisers look at."""
