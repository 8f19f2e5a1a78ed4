"""Reads of events. Split by capability: records (whole things in batches), listing (what takes place when)."""
