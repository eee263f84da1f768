"""One salutation for a letter addressed to several people."""

from __future__ import annotations

from collections.abc import Sequence


def joint_salutation(salutations: Sequence[str]) -> str:
    """ "Dear Senator Risch and Senator Shaheen:". Forms that do not begin with Dear (Excellency) come
    first, in their own words. Raises `ValueError` for no salutation."""
    if not salutations:
        raise ValueError("a joint salutation needs at least one salutation")
    bare = [text.strip().rstrip(":") for text in dict.fromkeys(salutations)]
    plain = [text for text in bare if not text.startswith("Dear ")]
    dear = [text.removeprefix("Dear ") for text in bare if text.startswith("Dear ")]
    if not plain:
        return f"Dear {_listed(dear)}:"
    if set(plain) <= {"Excellency", "Your Excellency"} and len(salutations) > 1 and not dear:
        return "Your Excellencies:"
    return f"{_listed(plain)}, Dear {_listed(dear)}:" if dear else f"{_listed(plain)}:"


def _listed(words: Sequence[str]) -> str:
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
