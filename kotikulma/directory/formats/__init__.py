"""Foreign formats: pure mapping between bytes and our values. No tables, no clock, no network."""
