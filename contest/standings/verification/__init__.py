"""Whether what was published is as it was signed: here, in public, and by a program that stands alone."""
