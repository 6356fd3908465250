"""Taking the paper: start, save, submit, expire."""
