"""One copy of a letter as a `LetterPaper`: what the renderer, the preview and the sealed record print from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit
from uuid import UUID

from app.core.day_styles import DayStyle, write_day
from app.core.text import slugify
from app.documents.paper import LetterheadArt, LetterheadStyle, LetterPaper, SignatureBlock, Verification
from app.documents.plaintext import record_text
from app.documents.service import safe_name
from app.letters.addressees import salutation
from app.letters.compose import AnnexEntry, Resolved
from app.letters.contexts import CopyFacts, LetterFacts
from app.letters.hashing_content import LetterContent, LetterheadSnapshot
from app.letters.rules import Instrument
from app.letters.writers import annex
from app.letters.writers.html import blocks

VERIFY_PATH = "/verify"


@dataclass(frozen=True)
class Signed:
    """How one signatory stands on the paper."""

    name: str
    title: str
    body: str
    lead: bool
    image: str | None = None
    how: str | None = None


def signers(
    facts: LetterFacts,
    images: Mapping[UUID, str | None] | None = None,
    how: Mapping[UUID, str] | None = None,
) -> tuple[Signed, ...]:
    """Signatories in print order; `images` holds the signature image of each who signed, `how` how it was given."""
    found, given = images or {}, how or {}
    return tuple(
        Signed(
            one.name, one.title, one.body, row.lead, found.get(row.signatory_id), given.get(row.signatory_id)
        )
        for row, one in ((row, facts.people[row.signatory_id]) for row in facts.rows)
    )


def paper(
    facts: LetterFacts,
    content: LetterContent,
    copy: CopyFacts | None,
    resolved: Resolved,
    signed: Sequence[Signed],
    *,
    sources: Sequence[AnnexEntry] = (),
    code: str | None = None,
) -> LetterPaper:
    """The paper of one copy, `sources` its annex.

    Without a verification code it is a draft; without a copy it addresses nobody yet.
    """
    main = copy.main if copy else ()
    inside = tuple(person.form.inside_address for person in main)
    heads = tuple(letterhead(one) for one in content.letterheads)
    images = [head.crest_asset for head in heads] + [one.image for one in signed]
    name = content.subject or facts.letter.title
    kind, addressed = _kind(facts), facts.template.addressed
    archive = code is not None and facts.organisation.archive_pdf
    attached = archive and sources and facts.organisation.attach_sources
    return LetterPaper(
        template=facts.template.layout,
        letterheads=heads,
        date_text=write_day(content.letter_date, content.date_style),
        addressees=inside,
        header_name=inside[0][0] if inside and inside[0] else "" if facts.template.addressed else name,
        subject=content.subject or None,
        salutation=salutation(main),
        blocks=blocks(resolved),
        closing=content.closing,
        signatures=tuple(
            SignatureBlock(
                one.name, one.title, one.body, one.image, one.how if addressed else None, lead=one.lead
            )
            for one in signed
        ),
        cc=(*content.cc, *(person.copy_line for person in (copy.cc if copy else ()))),
        enclosures=content.enclosures,
        sources=annex.html_entries(sources, content.date_style),
        sources_about=annex.about(sources, content.citation_style, content.letter_date, content.date_style),
        verification=_verification(facts, code),
        draft=code is None,
        archive=archive,
        data=annex.data(sources, facts.letter.number, content.letter_date) if attached else "",
        page_size=facts.organisation.page_size.value,
        title=f"{kind} {facts.letter.number}: {name}",
        kind=kind,
        contact=() if facts.template.addressed else contact_lines(content),
        author=facts.organisation.name,
        assets=tuple(dict.fromkeys(one for one in images if one)),
    )


def _kind(facts: LetterFacts) -> str:
    """What the paper calls itself at its foot and in its title."""
    if not facts.template.addressed:
        return "Statement"
    return "Sign-on letter" if facts.template.instrument is Instrument.SIGN_ON_LETTER else "Letter"


def letterhead(head: LetterheadSnapshot) -> LetterheadArt:
    """A pinned letterhead for the paper."""
    return LetterheadArt(
        name=head.name,
        office=head.office,
        lines=head.lines,
        phone=head.phone,
        fax=head.fax,
        web=head.web,
        crest_asset=head.crest or None,
        style=cast("LetterheadStyle", head.style),
        accent=head.accent,
    )


def contact_lines(content: LetterContent) -> tuple[str, ...]:
    """Whom the press may ask: the person and addresses that the version pins, else the first letterhead's office."""
    values = dict(content.values)
    head = content.letterheads[0] if content.letterheads else None
    who = values.get("contact.name") or (head.office or head.name if head else "")
    phone = values.get("org.phone") or (head.phone if head else "")
    first = ", ".join(part for part in (who, phone) if part)
    return tuple(line for line in (first, values.get("org.email", "")) if line)


def as_text(printed: LetterPaper, sources: Sequence[AnnexEntry] = (), dates: DayStyle = DayStyle.LONG) -> str:
    """The whole letter as plain text, in the order in which the paper is read."""
    return record_text(printed, annex.text_entries(sources, dates) if sources else "")


def file_name(number: str, copy_no: int, copies: int, who: str, *, draft: bool = False) -> str:
    """ "AV-2023-02_01_Biden.pdf": stable, sorted by copy."""
    digits = max(2, len(str(copies)))
    name = "-".join(part.capitalize() for part in slugify(who, 40).split("-")) or "Copy"
    return safe_name(f"{'Draft_' if draft else ''}{number}_{copy_no:0{digits}d}_{name}", ".pdf")


def _verification(facts: LetterFacts, code: str | None) -> Verification | None:
    """The code of a sealed paper and where a reader enters it; the code alone without a public address."""
    if code is None:
        return None
    if not facts.public_address:
        return Verification(code, "")
    address = urlsplit(facts.public_address)
    place = f"{address.netloc}{address.path.rstrip('/')}{VERIFY_PATH}"
    return Verification(code, place, f"{address.scheme}://{place}?code={code}")
