"""The demonstration: one campaign told as of January 4, 2023, loaded on request and taken away whole."""
