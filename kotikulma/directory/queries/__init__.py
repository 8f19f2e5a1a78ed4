"""Reads of the directory, split by capability."""
