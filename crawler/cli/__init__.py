"""The command line: composes crawler and archive, and is the one place where errors become exit codes."""
