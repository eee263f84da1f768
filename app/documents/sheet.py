"""From a paper to HTML: the same markup for the renderer and for the likeness on screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.core.day_styles import read_day
from app.documents.joins import NBSP
from app.documents.markup import clean_block, joined, plain
from app.documents.paper import LetterheadArt, LetterPaper, SignatureBlock
from app.documents.square_code import code_address

TEMPLATES = Path(__file__).resolve().parents[2] / "letter_templates"
COLUMNS_FROM = 3
"""From this many signatories on, signatures stand in columns."""

STATEMENT = "press_statement"
"""The layout that addresses nobody: a release line in place of address and salutation, no signatures."""

_LONG_LAST_BLOCK = 900
"""A last paragraph with more characters than this is not tied to the closing: it may break over the page."""


@dataclass(frozen=True)
class Setting:
    """How a paper is set: inside address form and how far the text is tightened (0 to 3)."""

    inside: str = "normal"
    fit: int = 0


def document_html(paper: LetterPaper, setting: Setting) -> str:
    """A whole HTML document for the renderer; images are named `asset:<sha256>`."""
    return (
        environment()
        .get_template("_base/document.html")
        .render(_context(paper, setting, lambda sha: f"asset:{sha}") | {"code_image": code_image(paper)})
    )


def code_image(paper: LetterPaper) -> str | None:
    """The address of the square code that stands on the last page, or None for a paper without one."""
    link = paper.verification.link if paper.verification and not paper.draft else ""
    return code_address(link) if link else None


def fragment_html(paper: LetterPaper, asset_address: Callable[[str], str]) -> str:
    """The letter as it goes into a page of the application; `asset_address` gives each image's URL."""
    context = _context(paper, Setting(), asset_address)
    return environment().get_template(f"{paper.template}/letter.html").render(context)


def classes(paper: LetterPaper, setting: Setting) -> str:
    """Class names of the sheet."""
    names = [
        "letter-paper",
        paper.template,
        f"size-{paper.page_size}",
        f"inside-{setting.inside}",
        f"fit-{setting.fit}",
    ]
    if paper.draft:
        names.append("draft")
    return " ".join(names)


def footer_text(paper: LetterPaper) -> str:
    """What stands at the foot of every page: the verification code, or that this is a draft, or nothing."""
    if paper.draft:
        return "Draft. Not approved, not signed, not sent."
    if not paper.verification:
        return ""
    count = len(paper.signatures)
    many = f" · {count} signatories" if count >= COLUMNS_FROM and paper.template != STATEMENT else ""
    place = f" · verify at {paper.verification.address}" if paper.verification.address else ""
    return f"{paper.kind} {paper.verification.code}{place}{many}"


def document_title(paper: LetterPaper) -> str:
    """The title that a reader's window and a screen reader announce."""
    title = paper.title or paper.subject or f"{paper.kind} to {paper.header_name}"
    return f"Draft: {title}" if paper.draft else title


def written_on(date_text: str) -> str | None:
    """ISO day of a date as printed in any style ("January 4, 2023"), or None when it is written otherwise."""
    day = read_day(date_text)
    return day.isoformat() if day else None


def _context(paper: LetterPaper, setting: Setting, asset: Callable[[str], str]) -> dict[str, object]:
    if not (TEMPLATES / paper.template / "letter.html").is_file():
        raise ValueError(f"There is no letter template called {paper.template!r}.")
    main, last = _split([clean_block(block) for block in paper.blocks])
    return {
        "paper": paper,
        "asset": asset,
        "code_image": None,
        "title": document_title(paper),
        "footer": footer_text(paper),
        "written_on": written_on(paper.date_text),
        "classes": classes(paper, setting),
        "accent": paper.letterheads[0].accent if paper.letterheads else "#1c3557",
        "main_blocks": main,
        "last_block": last,
        "sources": [
            Markup('<li id="source-%d">%s</li>') % (number, _inline(source))
            for number, source in enumerate(paper.sources, start=1)
        ],
        "columns": len(paper.signatures) >= COLUMNS_FROM,
        "signers": in_order(paper.signatures),
        "how_signed": () if paper.draft else how_signed(paper.signatures),
        "verify_in_notes": bool(paper.verification and not paper.draft and not paper.sources),
    }


def _split(blocks: list[Markup]) -> tuple[list[Markup], Markup | None]:
    """The text, and the last paragraph, which is kept with the closing. A list or a long paragraph is not."""
    followed = zip(blocks, [*blocks[1:], None], strict=False)  # of no blocks, nothing follows
    blocks = [_lead_in(block, following) for block, following in followed]
    if blocks and blocks[-1].startswith("<p") and len(blocks[-1]) <= _LONG_LAST_BLOCK:
        return blocks[:-1], blocks[-1]
    return blocks, None


def _lead_in(block: Markup, following: Markup | None) -> Markup:
    """Keep a paragraph that introduces a list on the page of the list."""
    if following is not None and following.startswith(("<ol", "<ul")) and block.startswith("<p>"):
        return Markup('<p class="lead-in">') + block[len("<p>") :]
    return block


def _inline(source: str) -> Markup:
    """A source entry as the content of a list item: block tags dropped."""
    plain = re.sub(r"</?(?:p|blockquote)>", "", clean_block(source))
    # A line may break before an address. At the very beginning of a box WeasyPrint would break the address itself, in
    # the middle of a word, so the space goes inside.
    return Markup(plain.replace(' <span lang="zxx">', '<span lang="zxx"> '))  # noqa: S704 - already filtered


def in_order(signatures: tuple[SignatureBlock, ...]) -> list[SignatureBlock]:
    """Leads first, otherwise as given."""
    return sorted(signatures, key=lambda block: not block.lead)


def how_signed(signatures: Sequence[SignatureBlock]) -> tuple[str, ...]:
    """How the signatures were given, a line for each manner, in order of signatories; empty when nothing is known.

    One signatory is not named again, nor are all of many who signed in one manner, nor the rest when it is the most.
    """
    manners: dict[str, list[str]] = {}
    for person in in_order(tuple(signatures)):
        if person.signed_note:
            manners.setdefault(person.signed_note, []).append(person.name)
    if len(signatures) == 1:
        return tuple(f"{manner[:1].upper()}{manner[1:]}" for manner in manners)
    told = sum(map(len, manners.values())) == len(signatures)
    most = max(manners, key=lambda manner: len(manners[manner]), default="")
    rest = told and len(manners.get(most, ())) > _NAMED_SIGNERS
    lines = [
        f"{_listed(names)}, {manner}" for manner, names in manners.items() if not (rest and manner == most)
    ]
    if rest:
        lines.append(f"{'The other' if lines else 'All'} {len(manners[most])}, {most}")
    return tuple(lines)


_NAMED_SIGNERS = 6


def _listed(names: list[str]) -> str:
    first, last = ", ".join(names[:-1]), names[-1]
    return f"{first}{',' if len(names) > 2 else ''} and {last}" if first else last


_NAMED = 3


def said_by(paper: LetterPaper) -> str:
    """Who is quoted, as a statement says it below a quotation; empty for any other paper."""
    if paper.template != STATEMENT or not paper.signatures:
        return ""
    signers = in_order(paper.signatures)
    named = "; ".join(", ".join(part for part in (p.name, p.title, p.body) if part) for p in signers[:_NAMED])
    return f"{named}, and {len(signers) - _NAMED} more" if len(signers) > _NAMED else named


def contact_lines(head: LetterheadArt) -> list[str]:
    """Postal address lines, then phone and web on one line, then fax."""
    last = f" ·{NBSP}".join(part for part in (head.phone, head.web) if part)
    fax = f"Fax {head.fax}" if head.fax else ""
    return [line for line in (*head.lines, last, fax) if line]


# About what fits the measure at the contact's size; a dot at the end of a line would point at nothing.
_CONTACT_ROW = 92


def contact_rows(head: LetterheadArt) -> list[list[Markup]]:
    """The parts of a contact in as few rows as they need; each part is kept whole when it is short."""
    fax = f"fax {head.fax}" if head.fax else ""
    rows: list[list[str]] = []
    for part in (part for part in (*head.lines, head.phone, fax, head.web) if part):
        if rows and len("   ".join([*rows[-1], part])) <= _CONTACT_ROW:
            rows[-1].append(part)
        else:
            rows.append([part])
    return [[_whole(part) for part in row] for row in rows]


def _whole(part: str) -> Markup:
    return plain(part.replace(" ", NBSP)) if len(part) <= 40 else joined(part)


@cache
def environment() -> Environment:
    """The templates of everything that is printed."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(plain=plain, joined=joined, contact_lines=contact_lines, contact_rows=contact_rows)
    return made


def as_draft(paper: LetterPaper) -> LetterPaper:
    """The same paper with the draft mark and without verification."""
    return replace(paper, draft=True, verification=None)
