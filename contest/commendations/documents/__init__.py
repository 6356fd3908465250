"""The papers of a contest: what each says, from published results and the organisers' terms."""
