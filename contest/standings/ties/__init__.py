"""Ties at a prize: settled by equal prizes, or by lots that everybody can draw again."""
