"""The typed tree: JSON in and out, the allow-list, and ids that last."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.letters import markdown, tree
from app.letters.tree.to_json import Json
from tests.letters.compose_samples import text_of
from tests.letters.strategies import docs

LETTER = """
::: opening

On the ((day blockade)) day we write to ((recipient.name)).

:::

::: asks

We ask:

1. [Enforce *Section 907*]{ask=section-907}.
2. Meet us.

> A promise was made.

::: variant chamber=senate

For senators.

:::

:::
"""


@given(docs)
def test_json_out_and_in_is_the_same_tree(doc: tree.Doc) -> None:
    with_ids = tree.with_ids(doc)
    assert tree.from_json(json.loads(json.dumps(tree.to_json(with_ids)))) == with_ids


@given(docs)
def test_canonical_form_is_its_own_canonical_form(doc: tree.Doc) -> None:
    assert tree.normal(doc) == doc


@given(docs)
def test_ids_are_unique_and_the_same_words_get_the_same_ids(doc: tree.Doc) -> None:
    def ids(value: Json) -> list[str]:
        found = [value["attrs"]["id"]] if value.get("attrs", {}).get("id") else []
        return found + [id for child in value.get("content", []) for id in ids(child)]

    found = ids(tree.to_json(tree.with_ids(doc)))
    assert len(found) == len(set(found))
    assert found == ids(tree.to_json(tree.with_ids(doc)))


def paragraph(*content: Json, **attrs: str) -> Json:
    return {"type": "paragraph", "attrs": attrs, "content": list(content)}


def letter(*blocks: Json, role: str = "body") -> Json:
    return {"type": "doc", "content": [{"type": "section", "attrs": {"role": role}, "content": list(blocks)}]}


def text(words: str, *marks: Json) -> Json:
    return {"type": "text", "text": words, "marks": list(marks)}


def test_words_split_by_an_editor_are_joined_and_edges_trimmed() -> None:
    doc = tree.from_json(letter(paragraph(text("  One "), text("two "), text("  ")), paragraph(text(" "))))
    assert [run for block in tree.blocks_of(doc.sections[0]) for _, run in tree.runs_of(block)] == [
        (tree.Text("One two"),)
    ]


REFUSED: dict[str, object] = {
    "another node": letter({"type": "image", "attrs": {}}),
    "html in place of text": letter(paragraph({"type": "html", "text": "<b>"})),
    "a javascript link": letter(
        paragraph(text("x", {"type": "link", "attrs": {"href": "javascript:alert(1)"}}))
    ),
    "a plain http link": letter(paragraph(text("x", {"type": "link", "attrs": {"href": "http://e.org"}}))),
    "a link with a line end": letter(
        paragraph(text("x", {"type": "link", "attrs": {"href": "https://e.org\n"}}))
    ),
    "another mark": letter(paragraph(text("x", {"type": "underline"}))),
    "another attribute": letter(paragraph(text("x"), style="color: red")),
    "an event handler on a mark": letter(paragraph(text("x", {"type": "bold", "attrs": {"onclick": "x"}}))),
    "a nested optional field": letter(
        paragraph(
            {
                "type": "merge_field",
                "attrs": {"name": "a", "form": "optional"},
                "content": [
                    {"type": "merge_field", "attrs": {"name": "b", "form": "optional"}, "content": []}
                ],
            }
        )
    ),
    "a field name with markup": letter(paragraph({"type": "merge_field", "attrs": {"name": "a)) {{b}}"}})),
    "an unknown section": letter(role="postscript"),
    "a reserved section": letter(role="recital"),
    "a list in a list": letter(
        {"type": "bullet_list", "content": [{"type": "list_item", "content": [{"type": "bullet_list"}]}]}
    ),
    "two paragraphs in an item": letter(
        {"type": "bullet_list", "content": [{"type": "list_item", "content": [paragraph(), paragraph()]}]}
    ),
    "a control character": letter(paragraph(text("a\x00b"))),
    "half a character": letter(paragraph(text("a\ud800b"))),
    "a hostile id": letter(paragraph(text("x"), id='"><script>')),
    "a variant with another rule": letter({"type": "variant", "attrs": {"rule": "mood=good"}, "content": []}),
    "text that is a number": letter(paragraph({"type": "text", "text": 7})),
    "content that is text": {"type": "doc", "content": "x"},
    "no object at all": [],
    "nothing": None,
    "a later format": {"type": "doc", "attrs": {"schema_version": 2}, "content": []},
    "too long": letter(paragraph(text("x" * 200_001))),
    "too many blocks": letter(*[paragraph(text("x"))] * 1_001),
    "marks without end": letter(paragraph(text("x", *[{"type": "bold"}] * 21))),
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_on_the_list_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        tree.from_json(value)
    assert caught.value.errors
    assert all(message.endswith(".") for message in caught.value.errors.values())


def test_every_error_is_named_at_once() -> None:
    value = letter({"type": "image"}, paragraph(text("fine")), paragraph({"type": "table"}))
    with pytest.raises(InvalidInput) as caught:
        tree.from_json(value)
    assert list(caught.value.errors) == ["content[0].content[0]", "content[0].content[2].content[0]"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "attrs", "content", "marks", "text", "id", "role"]), inner)
    ),
    max_leaves=15,
)


@given(json_values, st.integers(0, 30))
def test_any_json_is_read_or_refused_and_never_breaks_the_reader(junk: object, where: int) -> None:
    """Junk as a whole letter, and in place of each part of a good one."""
    value = copy.deepcopy(tree.to_json(markdown.read(LETTER)))
    parents = [value]
    for parent in parents:
        children = parent.get("content")
        if isinstance(children, list):
            parents += [child for child in children if isinstance(child, dict)]
    target = parents[where % len(parents)]
    target[("attrs", "content", "marks", "type")[where % 4]] = junk
    for candidate in (junk, value):
        try:
            tree.from_json(candidate)
        except InvalidInput as error:
            assert error.errors


def block_ids(doc: tree.Doc) -> dict[str, str]:
    return {
        text_of(run): id
        for section in doc.sections
        for block in tree.blocks_of(section)
        for id, run in tree.runs_of(block)
    }


def test_unchanged_and_slightly_changed_blocks_keep_their_ids() -> None:
    before = markdown.read("First thing said here.\n\nSecond thing said here.\n\nThird thing.")
    after = markdown.read(
        "Third thing.\n\nNew one.\n\nFirst thing said here.\n\nSecond thing said there.", before
    )
    old, new = block_ids(before), block_ids(after)
    assert new["First thing said here."] == old["First thing said here."]
    assert new["Third thing."] == old["Third thing."]
    assert new["New one."] not in old.values()


def test_an_edited_block_keeps_its_id_and_a_rewritten_one_does_not() -> None:
    before = markdown.read("Gas stopped on the first day.\n\nWater ran.")
    edited = markdown.read("Gas stopped on the second day.\n\nWater ran.", before)
    rewritten = markdown.read("Nobody came.\n\nWater ran.", before)
    old = block_ids(before)["Gas stopped on the first day."]
    assert block_ids(edited)["Gas stopped on the second day."] == old
    assert block_ids(rewritten)["Nobody came."] != old


def test_an_id_given_twice_stays_with_the_first() -> None:
    doc = tree.from_json(letter(paragraph(text("a"), id="same"), paragraph(text("b"), id="same")))
    first, second = (block.id for block in doc.sections[0].blocks)
    assert first == "same"
    assert second not in ("", "same")
