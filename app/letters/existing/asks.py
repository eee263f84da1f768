"""Sentences that ask for something, and lists that lost their lines. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from app.letters.compose.sentences import split
from app.letters.existing.cues import MEETING

_I = re.IGNORECASE
_VERBS = (
    r"ask|urge|request|call(?: up)? ?on|implore|appeal|petition|beseech|entreat|exhort|encourage|insist|demand"
    r"|plead|beg|recommend|press|invite"
)
_ADDRESSED = (
    r"you|your (?:office|administration|government|department|agency|committee)|congress|the (?:united states|u\.s\."
    r"|administration|government|president|state department|department of \w+|white house|senate|house|city|council)"
    r"|america|washington|our government"
)
_ASKING = re.compile(
    rf"\b(?:I|we|both of us|the undersigned)\b(?:,? [\w’'-]+,?){{0,5}}? (?:{_VERBS})\b"
    r"(?! (?:ourselves|myself|to differ))"
    rf"|\b(?:I|we) (?:\w+ )?(?:want|need|expect|would like) (?:you|your|an assurance|to see|action)\b"
    rf"|\b(?:asking|urging|imploring|requesting|calling (?:up)?on) (?:you|that|for|your|the)\b"
    rf"|\b(?:{_ADDRESSED})(?: \w+){{0,2}}?"
    r" (?:must|should|ought to|needs? to|has to|have to|have the power to|can and must)\b"
    r"|\bit is (?:\w+ )?(?:time|vital|essential|imperative|urgent|critical|crucial|necessary)\b"
    r"[^.]* (?:to|that|for)\b"
    r"|(?:^|[,;] )(?:please|kindly) "
    r"(?!accept|note|find|do not|don’t|don't|feel free|contact|see\b|be assured)\w+",
    _I,
)
_IMPERATIVES = (
    "enforce stop end send halt suspend release sanction impose condemn recognize cosponsor vote support hold "
    "direct use restore fund provide withhold consider raise sign deliver open adopt pass join publish investigate "
    "appoint reopen repeal act name invite ensure make put bring take give cut ban allow grant reject refuse "
    "designate demand require"
)
_IMPERATIVE = re.compile(
    rf"(?:(?:first|second|third|fourth|fifth|finally|and|then|next|also),? )?(?:immediately |fully |publicly )?"
    rf"(?:{_IMPERATIVES.replace(' ', '|')})\b(?! (?:of|is|are|was|were|has|have|will|had|came|in sight)\b)",
    _I,
)
_ING = re.compile(r"(?:[“\"(])?([A-Za-z]{2,}ing)\b")
_NO_ACT_WORDS = (
    "during nothing king bring spring evening morning everything something anything according regarding following "
    "including being concerning having notwithstanding string thing wing ring sing"
)
_NO_ACT = frozenset(_NO_ACT_WORDS.split())
_MARKER = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)]\s+(?=\S)")
_SEMICOLON = re.compile(r";\s+(?:and\s+)?(?=\S)", _I)


def is_ask(sentence: str) -> bool:
    """Whether a sentence asks somebody to do something, in any of the ways that letters have."""
    return bool(_ASKING.search(sentence) or _IMPERATIVE.match(sentence) or MEETING.search(sentence))


def is_item(text: str) -> bool:
    """Whether it is a phrase that starts with an act: "Sending aid directly."."""
    found = _ING.match(text)
    return found is not None and found[1].lower() not in _NO_ACT


def leads_in(text: str) -> bool:
    """Whether it ends by announcing a list of what is asked."""
    return text.rstrip().endswith(":") and bool(
        _ASKING.search(text) or re.search(r"\b(?:by|steps?|following|these|measures|actions?|to)\b", text, _I)
    )


def cut(text: str) -> tuple[str, tuple[str, ...]]:
    """(words that lead in, items) of a list that was run together; no items when it is none. No word is lost."""
    colon = text.find(": ")
    if colon > 0 and leads_in(text[: colon + 1]):
        items = cut_items(text[colon + 2 :])
        if items:
            return text[: colon + 1], items
    items = cut_items(text)
    return "", items


def cut_items(text: str) -> tuple[str, ...]:
    """The items of a run-on list: numbered, each starting in -ing, or divided by semicolons. Empty when none."""
    text = " ".join(text.split())
    return _numbered(text) or _acts(text) or _divided(text)


def _numbered(text: str) -> tuple[str, ...]:
    marks = list(_MARKER.finditer(text))
    if (
        len(marks) < 2
        or marks[0].start() != 0
        or [int(each[1]) for each in marks] != list(range(1, len(marks) + 1))
    ):
        return ()
    ends = [each.start() for each in marks[1:]] + [len(text)]
    return tuple(text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True))


def _acts(text: str) -> tuple[str, ...]:
    """Sentences that start with an act; one that does not goes on with the item before."""
    sentences = [text[start:end] for start, end in split(text)]
    acts = [is_item(each) for each in sentences]
    if sum(acts) < 2 or not acts[0] or sum(acts) * 2 < len(acts):
        return ()
    items: list[str] = []
    for sentence, act in zip(sentences, acts, strict=True):
        if act:
            items.append(sentence)
        else:
            items[-1] += f" {sentence}"
    return tuple(items)


def _divided(text: str) -> tuple[str, ...]:
    places = [match.end() for match in _SEMICOLON.finditer(text)]
    if not places:
        return ()
    bounds = [0, *places, len(text)]
    items = tuple(text[start:end].strip() for start, end in pairwise(bounds))
    starts = [is_item(each) or _IMPERATIVE.match(each) is not None for each in items]
    return items if len(items) >= 2 and all(starts) else ()
