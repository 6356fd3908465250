"""The way of a request: its turn, its headers, ready and framed pages, our own files."""
