"""Writes of the directory, split by capability: entries, hours, publishing, terms, imports, reports."""
