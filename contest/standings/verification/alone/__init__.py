"""The program that checks results alone: each part stands on Python, and they are handed out as one file."""
