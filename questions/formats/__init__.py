"""The doors of the bank: each module reads and writes one file format."""
