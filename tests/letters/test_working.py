"""Working copies: two people write at once, and nobody's words are lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.accounts.rules import Role as StaffRole
from app.core.errors import NotAllowed
from app.letters import working
from app.letters.changes import Changes
from app.letters.contexts import content_of
from app.letters.drafting import save_version
from app.letters.merging import base_of, merge
from app.letters.recording import version_of
from app.letters.review import may_approve_words
from app.letters.tree import Doc, Paragraph, Role, Section, Text, with_ids
from tests.letters.factories import make_letter, make_world, person


def section(id: str, words: str, role: Role = Role.BODY) -> Section:
    return Section(role, (Paragraph((Text(words),)),), id)


def words(doc: Doc) -> dict[str, str]:
    """The words of each section, by id, in order."""
    return {
        one.id: " ".join(
            node.text
            for block in one.blocks
            if isinstance(block, Paragraph)
            for node in block.content
            if isinstance(node, Text)
        )
        for one in doc.sections
    }


def doc(**texts: str) -> Doc:
    return with_ids(Doc(tuple(section(id, text) for id, text in texts.items())))


def changed(tree: Doc, id: str, text: str) -> Doc:
    return replace(tree, sections=tuple(section(id, text) if one.id == id else one for one in tree.sections))


def test_different_sections_are_joined_without_a_question() -> None:
    start = doc(a="one", b="two")
    joined = merge(base_of(start), changed(start, "a", "ONE"), changed(start, "b", "TWO"))
    assert words(joined.tree) == {"a": "ONE", "b": "TWO"}
    assert not joined.clashes
    assert joined.taken == ("b",)


def test_the_same_section_changed_by_both_is_a_clash_with_both_texts() -> None:
    start = doc(a="one", b="two")
    joined = merge(base_of(start), changed(start, "a", "mine"), changed(start, "a", "theirs"))
    (clash,) = joined.clashes
    assert words(Doc((clash.yours,))) == {"a": "mine"}
    assert words(Doc((clash.theirs,))) == {"a": "theirs"} == {"a": words(joined.tree)["a"]}


def test_a_section_that_one_removed_and_the_other_changed_stays() -> None:
    start = doc(a="one", b="two")
    gone = replace(start, sections=start.sections[1:])
    assert words(merge(base_of(start), gone, changed(start, "a", "new")).tree) == {"a": "new", "b": "two"}
    assert words(merge(base_of(start), changed(start, "a", "new"), gone).tree) == {"a": "new", "b": "two"}
    assert words(merge(base_of(start), gone, start).tree) == {"b": "two"}
    assert words(merge(base_of(start), start, gone).tree) == {"b": "two"}


def test_moved_and_added_sections_find_their_place() -> None:
    start = doc(a="one", b="two", c="three")
    moved = replace(start, sections=(start.sections[2], *start.sections[:2]))
    added = replace(start, sections=(*start.sections[:1], section("n", "new"), *start.sections[1:]))
    assert list(words(merge(base_of(start), moved, added).tree)) == ["c", "a", "n", "b"]
    assert list(words(merge(base_of(start), added, moved).tree)) == ["c", "a", "n", "b"]


_texts = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["x", "y", "z"]), max_size=5)


@given(_texts, _texts, _texts)
def test_no_words_that_anybody_wrote_are_lost(
    start: dict[str, str], mine: dict[str, str], other: dict[str, str]
) -> None:
    base, yours, theirs = doc(**start), doc(**mine), doc(**other)
    joined = merge(base_of(base), yours, theirs)
    kept = words(joined.tree)
    aside = {clash.yours.id: words(Doc((clash.yours,)))[clash.yours.id] for clash in joined.clashes}
    for id, text in mine.items():
        if start.get(id) != text:
            assert text in (kept.get(id), aside.get(id))
    for id, text in other.items():
        if start.get(id) != text:
            assert kept[id] == text
    assert list(words(merge(base_of(base), yours, base).tree).items()) == list(words(yours).items())


def test_two_people_share_a_working_copy(session: Session) -> None:
    world = make_world(session)
    dana = person(StaffRole.ADMINISTRATOR, "Dana")
    ruth = person(StaffRole.ADMINISTRATOR, "Ruth")
    letter = make_letter(session, world, by=dana)
    start = working.head(session, letter)
    assert (start.revision, start.unsaved) == (0, False)
    first, second = start.tree.sections[0].id, start.tree.sections[1].id
    base = base_of(start.tree)
    one = working.keep(session, letter, changed(start.tree, first, "Dana’s opening."), base, by=dana)
    two = working.keep(session, letter, changed(start.tree, second, "Ruth’s facts."), base, by=ruth)
    assert (one.head.revision, two.head.revision) == (1, 2)
    assert two.head.unsaved
    assert words(two.head.tree)[first] == "Dana’s opening."
    assert words(two.head.tree)[second] == "Ruth’s facts."
    clash = working.keep(session, letter, changed(start.tree, first, "Ruth’s opening."), base, by=ruth)
    (kept,) = clash.texts
    assert words(clash.head.tree)[first] == "Dana’s opening."
    assert words(Doc((working.section_of(kept.yours),))) == {first: "Ruth’s opening."}
    again = working.keep(session, letter, changed(start.tree, first, "Ruth’s opening!"), base, by=ruth)
    assert [one.id for one in again.texts] == [kept.id]
    chosen = changed(again.head.tree, first, "Both openings.")
    settled = working.keep(session, letter, chosen, base_of(again.head.tree), settled=[kept.id], by=ruth)
    assert words(settled.head.tree)[first] == "Both openings."
    assert working.open_texts(session, letter.id) == []


def test_a_version_takes_the_working_copy_along_and_names_everybody_who_wrote(session: Session) -> None:
    world = make_world(session)
    dana = person(StaffRole.ADMINISTRATOR, "Dana")
    ruth = person(StaffRole.ADMINISTRATOR, "Ruth")
    letter = make_letter(session, world, by=dana)
    start = working.head(session, letter)
    first = start.tree.sections[0].id
    assert may_approve_words(session, letter, ruth)
    working.keep(session, letter, changed(start.tree, first, "Ruth’s."), base_of(start.tree), by=ruth)
    # Something else makes a version meanwhile: the words of the working copy stay beside it.
    save_version(session, letter, Changes(subject="The road"), based_on_version=1, by=dana)
    after = working.head(session, letter)
    assert (after.base_version, after.unsaved) == (2, True)
    assert words(after.tree)[first] == "Ruth’s."
    save_version(session, letter, Changes(tree=after.tree), based_on_version=2, by=dana)
    now = working.head(session, letter)
    assert (now.base_version, now.unsaved) == (3, False)
    assert content_of(version_of(session, letter)).tree == now.tree
    assert not may_approve_words(session, letter, ruth), "the version of Dana holds words of Ruth"


def test_a_version_that_clashes_with_the_working_copy_keeps_both(session: Session) -> None:
    world = make_world(session)
    dana = person(StaffRole.ADMINISTRATOR, "Dana")
    letter = make_letter(session, world, by=dana)
    start = working.head(session, letter)
    first = start.tree.sections[0].id
    working.keep(session, letter, changed(start.tree, first, "Typed."), base_of(start.tree), by=dana)
    tree = changed(start.tree, first, "Saved elsewhere.")
    save_version(session, letter, Changes(tree=tree), based_on_version=1, by=dana)
    assert words(working.head(session, letter).tree)[first] == "Saved elsewhere."
    (kept,) = working.open_texts(session, letter.id)
    assert words(Doc((working.section_of(kept.yours),))) == {first: "Typed."}


def test_a_stranger_to_the_campaign_saves_nothing(session: Session) -> None:
    world = make_world(session)
    letter = make_letter(session, world)
    start = working.head(session, letter)
    with pytest.raises(NotAllowed):
        working.keep(
            session, letter, start.tree, base_of(start.tree), by=person(StaffRole.VIEWER, "Stranger")
        )
