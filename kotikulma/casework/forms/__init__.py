"""Forms of casework, split by capability."""
