"""Words that agree with the number of signatories: ``((We))`` prints "I" for one and "We" for more.

Only fields agree. A typed word is never rewritten; the mixed-voice check warns about it instead.
"""

from __future__ import annotations

# For several signatories: for one.
VOICE = {
    "we": "I",
    "us": "me",
    "our": "my",
    "ours": "mine",
    "ourselves": "myself",
    "we are": "I am",
    "we were": "I was",
    "we have": "I have",
    "we write": "I write",
    "we ask": "I ask",
    "we urge": "I urge",
    "we call": "I call",
    "we request": "I request",
    "we thank": "I thank",
}


def is_voice(name: str) -> bool:
    """Whether a field's name is one of these words, small or with a capital."""
    return name in VOICE or (name[:1].isupper() and _small(name) in VOICE)


def in_voice(name: str, signatories: int) -> str:
    """The words for so many signatories; a capital stays a capital."""
    words = _small(name) if signatories != 1 else VOICE[_small(name)]
    return words[0].upper() + words[1:] if name[:1].isupper() else words


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]
