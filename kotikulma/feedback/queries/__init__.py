"""Reads of feedback: board (everybody's), items (values), handling (queues and cases), statistics, consequences."""
