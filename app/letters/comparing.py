"""Versions of one letter compared as its first copy reads them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.letters import diffing
from app.letters.compose.resolve import Resolver
from app.letters.contexts import LetterFacts, content_of, pinned
from app.letters.fields import Context
from app.letters.hashing_content import LetterContent
from app.letters.models import Letter, LetterVersion
from app.letters.queries_facts import gather
from app.letters.queries_reviewing import signers_by_version
from app.letters.recording import version_of
from app.letters.tree import Citation, Doc, Inline, Paragraph, Role, Section, Text, blocks_of, runs_of

_EDGE = Text("|")


def compare_versions(
    session: Session, letter: Letter, before: int, after: int, facts: LetterFacts | None = None
) -> diffing.Comparison:
    """What changed from version `before` to `after`. Raises `NotFound` for a version that is not there."""
    facts = facts or gather(session, letter)
    names = signers_by_version(session, letter, (before, after))
    old, new = (read(facts, version_of(session, letter, number), names[number]) for number in (before, after))
    return diffing.compare(old, new)


def read(facts: LetterFacts, version: LetterVersion, signers: Sequence[str] = ()) -> diffing.Version:
    """A version as its first copy reads."""
    content = content_of(version)
    context = first_context(facts, content)
    resolver = Resolver(context)
    resolver.resolve(content.tree)
    numbers = {claim: entry.number for claim, entry in resolver.annex.items()}
    return diffing.Version(content, shown_in(context, content.tree), tuple(signers), numbers)


def first_context(facts: LetterFacts, content: LetterContent) -> Context:
    """The first copy, or the letter before anyone is chosen."""
    return pinned(facts.copies[0].context if facts.copies else facts.nobody(), content)


def shown_in(context: Context, tree: Doc) -> diffing.Show:
    """How each field and day count of the letter reads in this copy; citations read as nothing."""
    atoms = list(
        dict.fromkeys(
            node
            for section in tree.sections
            for block in blocks_of(section)
            for _, run in runs_of(block)
            for node in run
            if not isinstance(node, Text | Citation)
        )
    )
    # Between two signs, for the edges of a paragraph lose their spaces.
    probe = tuple(Paragraph((_EDGE, atom, _EDGE), f"a{place}") for place, atom in enumerate(atoms))
    resolved = Resolver(context).resolve(Doc((Section(Role.BODY, probe, "probe"),)))
    texts: dict[str, str] = {
        id: "".join(node.text for node in run if isinstance(node, Text))[1:-1]
        for section in resolved.sections
        for block in blocks_of(section)
        for id, run in runs_of(block)
    }
    known: dict[Inline, str] = {atom: texts.get(f"a{place}", "") for place, atom in enumerate(atoms)}
    return lambda node: known.get(node, "")
