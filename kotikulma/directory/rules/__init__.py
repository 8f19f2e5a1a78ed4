"""Pure decisions of the directory. No tables, no clock, no files: `now` is an argument."""
