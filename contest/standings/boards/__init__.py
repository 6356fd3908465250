"""The public boards: what each page, and the same data for other programs, shows within the secrecy rule."""
