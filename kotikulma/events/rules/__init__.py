"""Decisions about events, pure: `now` is an argument. Split by capability."""
