"""Foreign shapes of casework's records: pure mappings between bytes and our values."""
