"""The two hashes of a letter: SHA-256 over canonical JSON.

The consent hash covers the words that a signer agrees to; the seal hash covers, besides, who gets them and who signed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.day_styles import DayStyle
from app.evidence.rules import SourceFact
from app.letters.compose import citations
from app.letters.fields import Context, lookup
from app.letters.hashing_content import ClaimWording, LetterContent, LetterheadSnapshot, dump, load
from app.letters.styles import CitationStyle
from app.letters.tree import Doc, MergeField, blocks_of, inlines_of, runs_of, to_json, without_ids

__all__ = [
    "AddresseeAsPrinted",
    "ClaimWording",
    "CopyAsPrinted",
    "LetterContent",
    "LetterheadSnapshot",
    "SignatoryAsPrinted",
    "canonical",
    "consent_bytes",
    "consent_hash",
    "dump",
    "load",
    "seal_bytes",
    "seal_hash",
    "values_used",
]

SEAL_FORMAT = 1  # of what the seal hash covers; a content says the one of its consent hash
READ_SINCE = 2  # the format from which the hash covers whether the sources were read
_PINNED_GROUPS = frozenset({"Organisation", "Campaign", "Meeting and reply"})


@dataclass(frozen=True, slots=True)
class AddresseeAsPrinted:
    official: str  # key of the official
    role: str  # main, joint or cc
    inside_address: tuple[str, ...]
    salutation: str


@dataclass(frozen=True, slots=True)
class CopyAsPrinted:
    number: int
    addressees: tuple[AddresseeAsPrinted, ...]
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatoryAsPrinted:
    name: str
    title: str = ""
    body: str = ""
    image: str = ""  # sha256 of the signature image
    lead: bool = False


def consent_hash(content: LetterContent) -> str:
    """64 hex digits that change with any word of the letter, and with nothing else.

    Block ids and the order in which demands, claims, anchors and values were chosen are not words.
    """
    return _digest(consent_bytes(content))


def consent_bytes(content: LetterContent) -> bytes:
    """What the consent hash is the SHA-256 of, so that anybody can compute it again."""
    earlier = content.earlier
    return _covered(
        "consent",
        content.format,
        tree=to_json(without_ids(content.tree)),
        instrument=content.instrument,
        subject=content.subject,
        letter_date=content.letter_date.isoformat(),
        closing=content.closing,
        letterheads=[_letterhead(letterhead) for letterhead in content.letterheads],
        demands=sorted([d.slug, d.revision, d.title, d.clause, d.paragraph] for d in content.demands),
        claims=sorted([claim.slug, claim.revision, claim.wording] for claim in content.claims),
        anchors=sorted([anchor.slug, anchor.day.isoformat(), anchor.inclusive] for anchor in content.anchors),
        values=sorted([name, value] for name, value in content.values),
        cc=list(content.cc),
        enclosures=list(content.enclosures),
        addressing=list(content.addressing),
        earlier=[earlier.date.isoformat(), earlier.number, earlier.subject] if earlier else None,
        **_citing(content),
        **_dating(content),
    )


def seal_hash(
    consent: str, copies: Iterable[CopyAsPrinted], signatories: Iterable[SignatoryAsPrinted]
) -> str:
    """64 hex digits over the consent hash, the exact copies in order of number, and the signatories in print order."""
    return _digest(seal_bytes(consent, copies, signatories))


def seal_bytes(
    consent: str, copies: Iterable[CopyAsPrinted], signatories: Iterable[SignatoryAsPrinted]
) -> bytes:
    """What the seal hash is the SHA-256 of, so that anybody can compute it again."""
    return _covered(
        "seal",
        SEAL_FORMAT,
        consent=consent,
        copies=[_copy(copy) for copy in sorted(copies, key=lambda copy: copy.number)],
        signatories=[[s.name, s.title, s.body, s.image, s.lead] for s in signatories],
    )


def values_used(tree: Doc, context: Context) -> tuple[tuple[str, str], ...]:
    """(field, value) of every organisation and campaign field in the text, sorted: what a version pins."""
    names = {
        node.name
        for section in tree.sections
        for block in blocks_of(section)
        for _, content in runs_of(block)
        for node in inlines_of(content)
        if isinstance(node, MergeField)
    }
    known = ((name, lookup(name)) for name in sorted(names))
    return tuple(
        (name, field.value(context)) for name, field in known if field and field.group in _PINNED_GROUPS
    )


def canonical(value: object) -> bytes:
    """JSON with one spelling: keys sorted, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def _covered(kind: str, number: int, **covered: object) -> bytes:
    return canonical({"redress": kind, "format": number, **covered})


def _digest(covered: bytes) -> str:
    return hashlib.sha256(covered).hexdigest()


def _letterhead(head: LetterheadSnapshot) -> list[object]:
    lines = list(head.lines)
    return [
        head.name,
        head.office,
        lines,
        head.phone,
        head.fax,
        head.web,
        head.crest,
        head.style,
        head.accent,
    ]


def _citing(content: LetterContent) -> dict[str, object]:
    """What the annex prints, apart from the wording of its claims: the style, the disputes, the sources, and since
    format 2 whether each that it names was read, for then it says so.

    Left out where there is nothing of it, so that hashes from before there were sources stay what they were.
    """
    printed = sorted(
        [claim.slug, claim.revision, *claim.against, [_printed(source) for source in claim.sources]]
        + ([] if content.format < READ_SINCE else [_read(claim, content)])
        for claim in content.claims
        if any(claim.against) or claim.sources
    )
    plain = content.citation_style is CitationStyle.ANNEX
    return {} if plain and not printed else {"citations": [content.citation_style.value, printed]}


def _read(claim: ClaimWording, content: LetterContent) -> bool:
    named = claim.fact and citations.entry(1, claim.fact, content.letter_date)
    return bool(named and named.checked)


def _dating(content: LetterContent) -> dict[str, object]:
    """How its dates are written, which is what a signer reads. Left out for the first style, as hashes from before."""
    return {} if content.date_style is DayStyle.LONG else {"date_style": content.date_style.value}


def _printed(source: SourceFact) -> list[object]:
    return [source.publisher, source.title, source.date.as_written, source.url, source.opposing]


def _copy(copy: CopyAsPrinted) -> list[object]:
    addressees = [[a.official, a.role, list(a.inside_address), a.salutation] for a in copy.addressees]
    return [copy.number, addressees, list(copy.cc)]
