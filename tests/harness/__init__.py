"""What tests stand on: databases, the strict client, a settable clock, a real server, a real browser."""
