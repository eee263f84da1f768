"""The text between two versions: saved every few seconds, shared by everybody who writes the letter. No verb commits.

A working copy is no version: nobody approves, signs or sends it. Each save joins what the writer changed into what the
others have saved meanwhile, section by section (`merging`). A section that two changed at once keeps the text that came
first; the other text is stored beside it until somebody has chosen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.letters import access
from app.letters.contexts import content_of
from app.letters.merging import Base, Clash, Merged, base_of, merge
from app.letters.models import Letter, LetterVersion
from app.letters.models_working import KeptText, VersionWriter, WorkingCopy
from app.letters.recording import locked, require_state, version_of
from app.letters.states import LetterState
from app.letters.tree import Doc, Section, from_json, to_json, without_ids

OPEN = (LetterState.DRAFT, LetterState.APPROVED, LetterState.SIGNING)


@dataclass(frozen=True)
class Head:
    """The newest text of a letter. `revision` 0: nothing was saved since the version."""

    tree: Doc
    revision: int
    base_version: int
    author: str
    saved_at: datetime
    unsaved: bool
    """Whether it says something else than the version does."""


@dataclass(frozen=True)
class Kept:
    """What a save led to. `taken`: sections that now hold somebody else's words; `texts`: what has to be chosen."""

    head: Head
    merged: Merged
    texts: tuple[KeptText, ...]


def head(session: Session, letter: Letter) -> Head:
    """The working copy if there is one, else the current version. Two SELECTs."""
    row = _row(session, letter.id)
    version = version_of(session, letter)
    saved = content_of(version).tree
    if row is None:
        return Head(saved, 0, version.number, version.author, version.created_at, unsaved=False)
    tree = _read(row.tree)
    differs = without_ids(tree) != without_ids(saved)
    return Head(tree, row.revision, row.base_version, row.author, row.saved_at, differs)


def keep(
    session: Session, letter: Letter, yours: Doc, base: Base, *, settled: Sequence[UUID] = (), by: Actor
) -> Kept:
    """Join `yours`, which grew from `base`, into the working copy. Writes nothing when nothing changed.

    `settled` names texts that gave way and have now been chosen from or joined. Raises `NotAllowed`, and
    `Conflict` for a letter that is not open for writing.
    """
    access.require_write(session, letter.campaign_id, by)
    letter = locked(session, letter)
    require_state(letter, *OPEN, to="edited")
    before = head(session, letter)
    merged = merge(base, yours, before.tree)
    _settle(session, letter.id, settled, by)
    texts = tuple(_set_aside(session, letter.id, clash, before.author, by) for clash in merged.clashes)
    if merged.tree != before.tree:
        _store(session, letter, merged.tree, by)
    session.flush()
    return Kept(head(session, letter), merged, texts)


def follow(session: Session, letter: Letter, version: LetterVersion, tree: Doc) -> None:
    """A version was written: what the working copy holds beyond it stays. For the verb that writes versions."""
    row = _row(session, letter.id)
    if row is None:
        return
    _name_writers(session, row, version)
    ancestor = content_of(version_of(session, letter, row.base_version)).tree
    merged = merge(base_of(ancestor), _read(row.tree), tree)
    for clash in merged.clashes:
        one = _kept_row(letter.id, clash, row.author, version.author, version.created_at)
        one.author_id = None
        session.add(one)
    row.base_version = version.number
    row.revision += 1
    row.tree = _dump(merged.tree)
    if without_ids(merged.tree) == without_ids(tree):
        row.writers = []


def open_texts(session: Session, letter_id: UUID) -> list[KeptText]:
    """Texts that gave way and still wait for somebody to choose, oldest first."""
    wanted = sa.select(KeptText).where(KeptText.letter_id == letter_id, KeptText.settled_at.is_(None))
    return list(session.scalars(wanted.order_by(KeptText.kept_at, KeptText.id)))


def section_of(stored: str) -> Section:
    """A stored section."""
    return from_json({"type": "doc", "content": [json.loads(stored)]}).sections[0]


def _row(session: Session, letter_id: UUID) -> WorkingCopy | None:
    return session.scalar(sa.select(WorkingCopy).where(WorkingCopy.letter_id == letter_id))


def _store(session: Session, letter: Letter, tree: Doc, by: Actor) -> None:
    row = _row(session, letter.id)
    if row is None:
        row = WorkingCopy(letter_id=letter.id, base_version=letter.current_version, revision=0, writers=[])
        session.add(row)
    row.revision += 1
    row.tree = _dump(tree)
    row.author, row.saved_at = by.name, by.at
    writer = [str(by.user_id or ""), by.name]
    if writer not in row.writers:
        row.writers = [*row.writers, writer]


def _name_writers(session: Session, row: WorkingCopy, version: LetterVersion) -> None:
    """Everybody whose words may have come into the version, so that none of them approves it alone."""
    for id, name in row.writers:
        writer = UUID(id) if id else None
        if (writer, name if writer is None else "") != (
            version.author_id,
            version.author if writer is None else "",
        ):
            session.add(VersionWriter(version_id=version.id, author_id=writer, author=name))


def _set_aside(session: Session, letter_id: UUID, clash: Clash, other: str, by: Actor) -> KeptText:
    """The text that came second, stored once however often it is saved again."""
    row = session.scalar(
        sa.select(KeptText).where(
            KeptText.letter_id == letter_id,
            KeptText.section_id == clash.theirs.id,
            KeptText.author_id == by.user_id,
            KeptText.settled_at.is_(None),
        )
    )
    if row is None:
        row = _kept_row(letter_id, clash, by.name, other, by.at)
        row.author_id = by.user_id
        session.add(row)
    row.yours, row.theirs, row.kept_at = _section(clash.yours), _section(clash.theirs), by.at
    return row


def _kept_row(letter_id: UUID, clash: Clash, author: str, other: str, at: datetime) -> KeptText:
    return KeptText(
        letter_id=letter_id,
        section_id=clash.theirs.id,
        yours=_section(clash.yours),
        theirs=_section(clash.theirs),
        author=author,
        other_author=other,
        kept_at=at,
    )


def _settle(session: Session, letter_id: UUID, ids: Sequence[UUID], by: Actor) -> None:
    if ids:
        session.execute(
            sa.update(KeptText)
            .where(KeptText.letter_id == letter_id, KeptText.id.in_(ids), KeptText.settled_at.is_(None))
            .values(settled_at=by.at, settled_by=by.name)
        )


def _read(stored: str) -> Doc:
    return from_json(json.loads(stored))


def _dump(tree: Doc) -> str:
    return json.dumps(to_json(tree), ensure_ascii=False, separators=(",", ":"))


def _section(section: Section) -> str:
    content: list[Mapping[str, object]] = to_json(Doc((section,)))["content"]
    return json.dumps(content[0], ensure_ascii=False, separators=(",", ":"))
