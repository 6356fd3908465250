"""The question bank as stored: insert-only versions, review, retirement."""
