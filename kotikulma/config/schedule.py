"""Periodic work: what runs when (wall time of Helsinki)."""
