"""Reads of feedback: board (everybody's), items (values), queue and case (the handlers'), statistics, consequences."""
