"""Files that come in and go out: workbooks, lists, Word, PDF, QR codes, posters and cards."""
