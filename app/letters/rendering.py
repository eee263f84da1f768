"""PDFs, page images and likenesses of a letter's copies. Slow work: never called inside a write transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.errors import NotFound, RedressError
from app.core.storage import current_store
from app.documents import service as documents
from app.documents.batch.client import Combined, Papers, Progress, draw_batch
from app.documents.errors import DocumentError
from app.documents.paper import LetterPaper
from app.documents.wire import paper_from_json
from app.letters import papers
from app.letters.compose import Draft, compose_draft
from app.letters.contexts import CopyFacts, LetterFacts, content_of, pinned
from app.letters.hashing_content import LetterContent
from app.letters.models import Letter, LetterCopy, LetterFile
from app.letters.models_record import Signature
from app.letters.queries_facts import gather
from app.letters.recording import version_of
from app.letters.states import LetterState, SignatureState


class CannotPrint(RedressError):
    """A copy cannot be made into a PDF; the message says why and what to change."""

    status = 422


@dataclass(frozen=True)
class DraftCopy:
    """One copy of a letter that is not sealed, as it would print."""

    copy: CopyFacts | None
    draft: Draft
    paper: LetterPaper


def draft_copy(
    facts: LetterFacts,
    content: LetterContent,
    copy: CopyFacts | None,
    images: Mapping[UUID, str | None] | None = None,
) -> DraftCopy:
    """The copy with its gaps shown, marked as a draft."""
    context = pinned(copy.context if copy else facts.nobody(), content)
    draft = compose_draft(content.tree, context, facts.around)
    people = papers.signers(facts, images)
    sheet = papers.paper(facts, content, copy, draft.resolved, people, sources=draft.sources)
    return DraftCopy(copy, draft, sheet)


def signature_images(session: Session, letter: Letter, consent: str) -> dict[UUID, str | None]:
    """The image of everyone who has signed exactly this text. One SELECT."""
    rows = session.execute(
        sa.select(Signature.signatory_id, Signature.image_sha256).where(
            Signature.letter_id == letter.id,
            Signature.state == SignatureState.SIGNED,
            Signature.consent_hash == consent,
        )
    )
    return {row.signatory_id: row.image_sha256 for row in rows}


def sealed_paper(session: Session, letter_id: UUID, copy_no: int) -> LetterPaper:
    """A sealed copy exactly as it was frozen. Raises `NotFound`."""
    stored = session.scalar(
        sa.select(LetterCopy.paper).where(LetterCopy.letter_id == letter_id, LetterCopy.copy_no == copy_no)
    )
    if stored is None:
        raise NotFound(f"This letter has no copy {copy_no}.")
    return paper_from_json(json.loads(stored))


def paper_of(session: Session, letter: Letter, copy_no: int) -> LetterPaper:
    """The paper of one copy: frozen when sealed, else a draft of the current version."""
    if letter.state is LetterState.SEALED:
        return sealed_paper(session, letter.id, copy_no)
    facts, version = gather(session, letter), version_of(session, letter)
    images = signature_images(session, letter, version.consent_hash)
    copy = facts.copy(copy_no) if facts.copies else None
    return draft_copy(facts, content_of(version), copy, images).paper


def render_copy(session: Session, letter: Letter, copy_no: int) -> bytes:
    """The PDF of one copy: the stored file of a sealed letter, else drawn now. Raises `CannotPrint`, `NotFound`."""
    stored = stored_file(session, letter.id, copy_no)
    if stored is not None:
        return current_store().read(stored.sha256)
    return draw(paper_of(session, letter, copy_no)).pdf


def stored_file(session: Session, letter_id: UUID, copy_no: int) -> LetterFile | None:
    """The finished file of a sealed copy (0: all copies in one), once it is there."""
    return session.scalar(
        sa.select(LetterFile).where(LetterFile.letter_id == letter_id, LetterFile.copy_no == copy_no)
    )


def draw(paper: LetterPaper) -> documents.Rendered:
    """Typeset one paper. Raises `CannotPrint` with a sentence."""
    try:
        return documents.render(paper, current_store().read)
    except DocumentError as problem:
        raise CannotPrint(str(problem)) from problem


def draw_all(
    wanted: Papers,
    places: Iterable[int] | None = None,
    whole: Combined | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[int, documents.Rendered]]:
    """(place, file) of the copies at the given places (from 0, None: all), drawn together; see `draw_batch`.

    Raises `CannotPrint` with a sentence.
    """
    try:
        yield from draw_batch(wanted, current_store().read, places, whole, progress)
    except DocumentError as problem:
        raise CannotPrint(str(problem)) from problem


def page_image(pdf: bytes, page: int, dpi: int = 96) -> bytes:
    """One page (from 1) as PNG. Raises `NotFound`."""
    try:
        return documents.page_image(pdf, page, dpi)
    except DocumentError as problem:
        raise NotFound(f"This letter has no page {page}.") from problem


def likeness(paper: LetterPaper, asset_address: Callable[[str], str]) -> Markup:
    """The letter as HTML for a page of ours."""
    html = documents.letter_html(paper, asset_address)
    # The page around it has its own main part and its own first heading.
    for tag, instead in (("main", "div"), ("h1", "h2")):
        html = html.replace(f"<{tag} ", f"<{instead} ").replace(f"</{tag}>", f"</{instead}>")
    return Markup(html)  # noqa: S704 - an escaping template of ours
