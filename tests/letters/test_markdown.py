"""A letter as Markdown: what is typed is what prints, and nothing is lost on the way there and back."""

from __future__ import annotations

from hypothesis import given, settings

from app.letters import markdown, tree
from tests.letters.strategies import docs


@settings(max_examples=300, deadline=None)
@given(docs)
def test_a_tree_written_and_read_is_the_same_tree(doc):
    assert tree.without_ids(markdown.read(markdown.write(doc))) == tree.without_ids(doc)
