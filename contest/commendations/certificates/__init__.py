"""Certificates: issued by a decision, handed out as files, checked by everybody, withdrawn with a reason."""
