"""Reads of casework, split by capability. Each leaves its row in the log: see `access`."""
