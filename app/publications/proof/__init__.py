"""The proof of a sealed letter: what a third party needs to check it without this program."""

from __future__ import annotations

from app.publications.proof.pack import proof_entries

__all__ = ["proof_entries"]
