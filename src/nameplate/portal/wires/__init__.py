"""The public APIs as the pages call them: one small typed client for each wire."""
