"""Signed-in people for tests (the accounts room fills this)."""
