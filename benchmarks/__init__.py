"""What a participant's way costs, beside the least that the same steps can cost: `make bench`."""
