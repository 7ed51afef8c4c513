"""Where tasks live: a SQLite file, or another service."""
