"""What tests of every module use: a throw-away PostgreSQL, a browser, the accessibility check."""
