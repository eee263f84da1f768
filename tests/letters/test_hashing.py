"""The hashes: any covered change changes them, and nothing else does."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.day_styles import DayStyle
from app.evidence.rules import ClaimFact, ClaimState
from app.letters import markdown, tree
from app.letters.fields import Anchor, Context, DemandWording, EarlierLetter
from app.letters.hashing import (
    AddresseeAsPrinted,
    ClaimWording,
    CopyAsPrinted,
    LetterContent,
    LetterheadSnapshot,
    SignatoryAsPrinted,
    consent_hash,
    dump,
    load,
    seal_hash,
    values_used,
)
from app.letters.styles import CitationStyle
from tests.letters.claim_samples import claim, source
from tests.letters.strategies import docs

short = st.text(alphabet="abc –é", max_size=3)
days = st.dates(date(2022, 1, 1), date(2023, 12, 31))
heads = st.builds(
    LetterheadSnapshot,
    short,
    short,
    st.lists(short, max_size=2).map(tuple),
    short,
    short,
    short,
    short,
    short,
)
sources = st.builds(source, short, st.sampled_from(["2022-12", "undated"]), url=short, checked=st.booleans())
facts = st.builds(
    claim, short, sources, dispute=short, opposing_view=short, state=st.sampled_from(ClaimState), topic=short
)
pins = st.builds(ClaimWording, short, short, st.integers(1, 3), st.none() | facts)
contents = st.builds(
    LetterContent,
    tree=docs.map(tree.with_ids),
    instrument=st.sampled_from(["official_letter", "joint_letter"]),
    letter_date=days,
    subject=short,
    closing=short,
    letterheads=st.lists(heads, max_size=2).map(tuple),
    demands=st.lists(st.builds(DemandWording, short, short, short, short, st.integers(1, 3)), max_size=2).map(
        tuple
    ),
    claims=st.lists(pins, max_size=2).map(tuple),
    citation_style=st.sampled_from(CitationStyle),
    date_style=st.sampled_from(DayStyle),
    anchors=st.lists(st.builds(Anchor, short, short, days, st.booleans()), max_size=2).map(tuple),
    values=st.lists(st.tuples(short, short), max_size=2).map(tuple),
    cc=st.lists(short, max_size=2).map(tuple),
    enclosures=st.lists(short, max_size=2).map(tuple),
    addressing=st.lists(short, max_size=2).map(tuple),
    earlier=st.none() | st.builds(EarlierLetter, days, short, short),
)


@given(contents)
def test_stored_and_loaded_content_is_the_same_and_hashes_alike(content: LetterContent) -> None:
    assert load(dump(content)) == content
    assert consent_hash(load(dump(content))) == consent_hash(content)


def annexed(pin: ClaimWording, day: date) -> tuple[object, ...]:
    """What the annex may print of a pinned claim, besides its wording."""
    fact = pin.fact
    printed = (
        [(s.publisher, s.title, s.date.as_written, s.url, s.opposing) for s in fact.sources] if fact else []
    )
    against = (fact.dispute, fact.opposing_view) if fact else ("", "")
    return (pin.slug, pin.revision, *against, printed, fact is not None and says_read(fact, day))


def says_read(fact: ClaimFact, day: date) -> bool:
    """Whether the annex of a letter of this day says that each source was read. None here speaks for the other side."""
    dated = [(s, s.date.latest or fact.known_by) for s in fact.sources]
    named = [s for s, known in dated if known is not None and known <= day]
    return bool(named) and all(s.checked for s in named)


def words_of(content: LetterContent) -> tuple[object, ...]:
    """What counts as the words, said in another way than the hash does."""
    return (
        tree.without_ids(content.tree),
        content.instrument,
        content.letter_date,
        content.subject,
        content.closing,
        content.letterheads,
        sorted((d.slug, d.revision, d.title, d.clause, d.paragraph) for d in content.demands),
        sorted((c.slug, c.revision, c.wording) for c in content.claims),
        sorted(
            annexed(c, content.letter_date)
            for c in content.claims
            if any(annexed(c, content.letter_date)[2:])
        ),
        content.citation_style,
        content.date_style,
        sorted((a.slug, a.day, a.inclusive) for a in content.anchors),
        sorted(content.values),
        content.cc,
        content.enclosures,
        content.addressing,
        content.earlier,
    )


@given(contents, contents, st.sets(st.sampled_from([field.name for field in fields(LetterContent)])))
def test_the_consent_hash_is_equal_exactly_when_the_words_are(
    one: LetterContent, other: LetterContent, changed: set[str]
) -> None:
    mixed = replace(one, **{name: getattr(other, name) for name in changed})
    assert (consent_hash(one) == consent_hash(mixed)) == (words_of(one) == words_of(mixed))


CONTENT = LetterContent(
    tree=markdown.read("::: asks\nWe ask [it]{ask=a}.\n\n::: variant chamber=house\nX\n:::\n:::"),
    instrument="official_letter",
    letter_date=date(2023, 1, 4),
    subject="The road",
    closing="Respectfully,",
    letterheads=(LetterheadSnapshot("City of Arroyo Vista", lines=("1 Main St",)),),
    demands=(DemandWording("a", "A", "do a"), DemandWording("b", "B", "do b")),
    claims=(ClaimWording("road", "The road closed."),),
    anchors=(Anchor("blockade", "Road closed", date(2022, 12, 12)),),
    values=(("org.city", "Arroyo Vista"),),
    cc=("Ruth Okafor",),
    enclosures=("Calendar",),
    addressing=("The President",),
    earlier=EarlierLetter(date(2022, 12, 21), "AV-2022-31"),
)
COVERED = {
    "a word in a variant": {
        "tree": markdown.read("::: asks\nWe ask [it]{ask=a}.\n\n::: variant chamber=house\nY\n:::\n:::")
    },
    "a variant's rule": {
        "tree": markdown.read("::: asks\nWe ask [it]{ask=a}.\n\n::: variant chamber=senate\nX\n:::\n:::")
    },
    "an ask taken off": {
        "tree": markdown.read("::: asks\nWe ask it.\n\n::: variant chamber=house\nX\n:::\n:::")
    },
    "instrument": {"instrument": "joint_letter"},
    "subject": {"subject": "The road "},
    "date": {"letter_date": CONTENT.letter_date + timedelta(days=1)},
    "closing": {"closing": "Sincerely,"},
    "letterhead": {"letterheads": (replace(CONTENT.letterheads[0], phone="555"),)},
    "a demand's wording": {"demands": (replace(CONTENT.demands[0], clause="do aa"), CONTENT.demands[1])},
    "a demand's revision": {"demands": (replace(CONTENT.demands[0], revision=2), CONTENT.demands[1])},
    "a claim's wording": {"claims": (ClaimWording("road", "The road shut."),)},
    "a claim's source": {"claims": (replace(CONTENT.claims[0], fact=claim("road", source("Another"))),)},
    "what is held against a claim": {
        "claims": (replace(CONTENT.claims[0], fact=claim("road", dispute="No")),)
    },
    "citation style": {"citation_style": CitationStyle.NUMBERED},
    "how dates are written": {"date_style": DayStyle.DAY_FIRST},
    "an anchor's day": {"anchors": (replace(CONTENT.anchors[0], day=date(2022, 12, 13)),)},
    "an anchor's rule": {"anchors": (replace(CONTENT.anchors[0], inclusive=False),)},
    "a value": {"values": (("org.city", "Alder Glen"),)},
    "cc": {"cc": ()},
    "enclosures": {"enclosures": ("Calendar", "Map")},
    "addressing": {"addressing": ("The Vice President",)},
    "earlier letter": {"earlier": None},
}
CITING = replace(CONTENT, claims=(replace(CONTENT.claims[0], fact=claim("road", source())),))
LATER = source("Much later", "2024-05-01")
UNREAD = replace(CITING, claims=(replace(CITING.claims[0], fact=claim("road", source(checked=False))),))
NOT_COVERED = {
    "block ids": {"tree": tree.without_ids(CONTENT.tree)},
    "order of demands": {"demands": CONTENT.demands[::-1]},
    "whether a source was read that the annex leaves out": {
        "claims": (replace(CITING.claims[0], fact=claim("road", source(), LATER)),),
        "base": replace(
            CITING,
            claims=(replace(CITING.claims[0], fact=claim("road", source(), replace(LATER, checked=False))),),
        ),
    },
    "an anchor's label": {"anchors": (replace(CONTENT.anchors[0], label="Closure"),)},
}


@pytest.mark.parametrize("change", COVERED.values(), ids=COVERED.keys())
def test_a_covered_change_changes_the_consent_hash(change: dict[str, Any]) -> None:
    assert consent_hash(replace(CONTENT, **change)) != consent_hash(CONTENT)


@pytest.mark.parametrize("change", NOT_COVERED.values(), ids=NOT_COVERED.keys())
def test_what_is_not_words_leaves_the_consent_hash(change: dict[str, Any]) -> None:
    change = dict(change)
    base = change.pop("base", CONTENT)
    assert consent_hash(replace(base, **change)) == consent_hash(base)


def test_whether_the_sources_were_read_is_covered_since_the_annex_says_so() -> None:
    assert consent_hash(UNREAD) != consent_hash(CITING)


def test_a_hash_of_the_first_format_stays_what_it_was() -> None:
    stored = json.loads(dump(CITING))
    del stored["format"]
    old = load(json.dumps(stored))
    assert old.format == 1
    assert load(dump(old)).format == 1
    assert consent_hash(old) == "c3ad4526ffacd0dc068b264572a4bd8d0b7d7506326278ffdda60f08ad355d64"
    unread = replace(UNREAD, format=1)
    assert consent_hash(unread) == consent_hash(old)


ADDRESSEE = AddresseeAsPrinted(
    "ruiz", "main", ("The Honorable Ana Ruiz", "United States Senate"), "Dear Senator Ruiz:"
)
COPIES = (
    CopyAsPrinted(1, (ADDRESSEE,), ("Ruth Okafor",)),
    CopyAsPrinted(2, (replace(ADDRESSEE, official="lee"),)),
)
SIGNERS = (SignatoryAsPrinted("Dana Whitfield", "Mayor"), SignatoryAsPrinted("Ruth Okafor"))
SEAL = seal_hash("c" * 64, COPIES, SIGNERS)


def test_the_seal_hash_covers_words_copies_forms_of_address_and_signatories() -> None:
    others = [
        seal_hash("d" * 64, COPIES, SIGNERS),
        seal_hash("c" * 64, COPIES[:1], SIGNERS),
        seal_hash("c" * 64, COPIES, SIGNERS[:1]),
        seal_hash("c" * 64, COPIES, SIGNERS[::-1]),
        seal_hash("c" * 64, COPIES, (replace(SIGNERS[0], image="f" * 64), SIGNERS[1])),
        seal_hash("c" * 64, (replace(COPIES[0], cc=()), COPIES[1]), SIGNERS),
    ]
    for change in ({"salutation": "Dear Ana:"}, {"inside_address": ("Ana Ruiz",)}, {"role": "joint"}):
        changed = replace(COPIES[0], addressees=(replace(ADDRESSEE, **change),))
        others.append(seal_hash("c" * 64, (changed, COPIES[1]), SIGNERS))
    assert len({SEAL, *others}) == len(others) + 1


def test_the_seal_hash_does_not_depend_on_the_order_of_rows() -> None:
    assert seal_hash("c" * 64, COPIES[::-1], SIGNERS) == SEAL


def test_hashes_never_change_from_release_to_release() -> None:
    """Sealed letters name these. If this fails, raise FORMAT and keep the old way for old letters."""
    first = consent_hash(replace(CONTENT, format=1))
    assert (first[:16], SEAL[:16]) == ("7eb8d1c20d57223e", "bd4e87e766f9e271")
    assert consent_hash(CONTENT)[:16] == "ed9338786717f825"


def test_only_values_that_the_text_prints_are_pinned() -> None:
    context = Context(
        "1", date(2023, 1, 4), (), (), campaign="Road", facts={"org.city": "A", "org.name": "B"}
    )
    doc = markdown.read(
        "((org.city)) ((campaign.name??x)) ((org.state||y)) ((recipient.name)) ((letter.date))"
    )
    assert values_used(doc, context) == (("campaign.name", "Road"), ("org.city", "A"), ("org.state", ""))
