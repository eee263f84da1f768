"""One resolved tree, several writers."""
