"""What people said about a text, as its pages show it: each thread beside the words it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import request

from app.core.db import db
from app.letters.commenting import CLOSED, passage_of
from app.letters.comparing import first_context, shown_in
from app.letters.contexts import LetterFacts, content_of
from app.letters.diffing import Mark, Piece, nothing, runs_between, tokens_of
from app.letters.forms_review import CommentForm
from app.letters.models import Letter, LetterVersion
from app.letters.passages import BlockText, Place, block_texts, placed
from app.letters.queries_reviewing import ThreadRow, threads
from app.letters.states_review import ThreadKind
from app.letters.tree import Text

MAX_CHOICE = 70  # characters of a paragraph in the list of paragraphs


@dataclass(frozen=True)
class ThreadView:
    """A thread where it stands now. `pieces`: a suggestion's words with what goes and what comes."""

    row: ThreadRow
    place: Place
    whole: bool
    pieces: tuple[Piece, ...] = ()

    @property
    def suggests(self) -> bool:
        return self.row.thread.kind is ThreadKind.SUGGESTION

    @property
    def moved(self) -> bool:
        """Whether the words it is about are gone, as far as anybody still has to act on it."""
        return self.row.open and not self.place.exact


@dataclass(frozen=True)
class Discussion:
    """All threads of a letter: by the block they stand at, and those whose paragraph is gone."""

    blocks: dict[str, BlockText]
    by_block: dict[str, list[ThreadView]] = field(default_factory=dict)
    lost: list[ThreadView] = field(default_factory=list)
    speaks: bool = True

    @property
    def all(self) -> list[ThreadView]:
        """Every thread, by number."""
        found = [*self.lost, *(view for views in self.by_block.values() for view in views)]
        return sorted(found, key=lambda view: view.row.thread.number)

    @property
    def open(self) -> list[ThreadView]:
        """What is not settled."""
        return [view for view in self.all if view.row.open]


def discussion(letter: Letter, facts: LetterFacts, version: LetterVersion, *, speaks: bool) -> Discussion:
    """Two SELECTs, however many threads."""
    content = content_of(version)
    blocks = block_texts(content.tree, shown_in(first_context(facts, content), content.tree))
    made = Discussion(blocks, speaks=speaks and letter.state not in CLOSED)
    for row in threads(db.session, letter.id):
        view = _view(row, blocks)
        if view.place.block_id:
            made.by_block.setdefault(view.place.block_id, []).append(view)
        else:
            made.lost.append(view)
    return made


def comment_form(talk: Discussion, form: CommentForm | None, version: int) -> CommentForm:
    """The form with the paragraphs of the text; one that a link names is chosen."""
    if form is None:
        chosen = talk.blocks.get(request.args.get("comment", ""))
        form = CommentForm(
            formdata=None,
            data={
                "version": version,
                "kind": "comment",
                "block_id": chosen.id if chosen else "",
                "replacement": chosen.text if chosen else "",
            },
        )
    form.block_id.choices = [("", "Choose a paragraph")]
    form.block_id.choices += [(one.id, f"{one.name}: {_short(one.text)}") for one in talk.blocks.values()]
    return form


def _short(text: str) -> str:
    return text if len(text) <= MAX_CHOICE else f"{text[:MAX_CHOICE].rsplit(' ', 1)[0]} …"


def _view(row: ThreadRow, blocks: dict[str, BlockText]) -> ThreadView:
    place = placed(passage_of(row.thread), blocks)
    own = blocks.get(place.block_id)
    whole = own is not None and row.thread.quote == own.text
    return ThreadView(row, place, whole, _pieces(row))


def _pieces(row: ThreadRow) -> tuple[Piece, ...]:
    """The suggested words inside those they replace."""
    thread = row.thread
    if thread.replacement is None:
        return ()
    old, new = (tokens_of((Text(text),), nothing) for text in (thread.quote, thread.replacement))
    return joined([Piece(run.mark, token.text) for run in runs_between(old, new) for token in run.tokens])


def joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours with one fate as one piece."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].mark is piece.mark:
            found[-1] = Piece(piece.mark, found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(piece for piece in found if piece.text or piece.mark is Mark.SAME)
