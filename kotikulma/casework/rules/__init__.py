"""Pure decisions of casework, split by capability."""
