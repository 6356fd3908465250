"""From attempts to places, prizes and tallies of units, by the rules; nothing here is published yet."""
