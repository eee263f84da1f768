"""HTML and plain text say the same words, and HTML says nothing else."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

from hypothesis import given, settings

from app.letters import markdown, tree
from app.letters.compose import Resolved, compose_draft
from app.letters.fields import Context
from app.letters.writers.html import blocks
from tests.letters.compose_samples import plain_text
from tests.letters.strategies import docs

CONTEXT = Context("1", date(2023, 1, 4), (), ())
ALLOWED = {"p", "blockquote", "ul", "ol", "li", "strong", "em", "a", "span"}


def resolved(source: str) -> Resolved:
    return compose_draft(markdown.read(source), CONTEXT).resolved


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    unknown_decl = handle_pi = handle_comment


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@settings(deadline=None)
@given(docs)
def test_html_holds_the_words_and_only_known_tags(doc: tree.Doc) -> None:
    letter = compose_draft(tree.with_ids(doc), CONTEXT).resolved
    made = [read(html) for html in blocks(letter)]
    assert "".join(word for each in made for word in each.words) == "".join(letter.lines())
    for each in made:
        names = {tag for tag, _ in each.tags}
        assert names <= ALLOWED
        for tag, attrs in each.tags:
            assert set(attrs) <= {"a": {"href"}, "span": {"lang"}, "ol": {"class"}}.get(tag, set())
            href = attrs.get("href", "https://")
            assert href is not None
            assert href.startswith(("https://", "mailto:"))
        assert not ("li" in names and "p" in names)


@settings(deadline=None)
@given(docs)
def test_plain_text_says_the_same_words(doc: tree.Doc) -> None:
    letter = compose_draft(tree.with_ids(doc), CONTEXT).resolved
    text = words_alone(plain_text(letter))
    place = 0
    for line in letter.lines():
        words = words_alone(line)
        place = text.index(words, place) + len(words)


def words_alone(text: str) -> str:
    """How words are joined and how far they stand apart is no word."""
    return " ".join(text.replace("\u2060", "").split())


def test_blocks_of_every_kind() -> None:
    source = (
        "::: asks\n\nA *b* **c** <i>&amp;</i>.\n\n> Said.\n>\n> Again.\n\n- [x](https://e.org/?a=1&b=2)\n\n"
        "1. [One]{ask=a}.\n2. [երկու]{lang=hy}.\n\n:::"
    )
    assert blocks(resolved(source)) == (
        "<p>A <em>b</em> <strong>c</strong> &lt;i&gt;&amp;amp;&lt;/i&gt;.</p>",
        "<blockquote><p>Said.</p><p>Again.</p></blockquote>",
        '<ul><li><a href="https://e.org/?a=1&amp;b=2">x</a></li></ul>',
        '<ol class="asks"><li>One.</li><li><span lang="hy">երկու</span>.</li></ol>',
    )
    assert plain_text(resolved(source)) == (
        "A b c <i>&amp;</i>.\n\n    Said.\n\n    Again.\n\n- x\n\n1. One.\n2. երկու.\n"
    )


def test_a_list_without_asks_is_a_plain_list() -> None:
    assert blocks(resolved("1. One")) == ("<ol><li>One</li></ol>",)


def test_an_empty_letter_is_empty() -> None:
    assert blocks(Resolved(tree.Doc())) == ()
    assert plain_text(Resolved(tree.Doc())) == ""
