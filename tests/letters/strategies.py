"""Random letters for property tests: every node, every mark, hostile characters."""

from __future__ import annotations

from hypothesis import strategies as st

from app.letters import tree
from app.letters.tree.nodes import FieldForm

NASTY = "*[](){}|?:>-.\\\\ 1 2@#_`\"'!<&;=,/~^$%+"
TYPED = "–—“”‘’ « » \u00a0\u202f\u2060 éžłŁñçöհայ ... 907 §½"
SYNTAX = (
    *(
        "((recipient.name))",
        "((x??",
        "))",
        "((a",
        "[sic]",
        "[@claim]",
        "[[fill]]",
        "]{opinion}",
        "](https://e.org)",
    ),
    *("1. ", "- ", "> ", "::: asks", "**", "*", "***", "\\", "\\*", "Section 907", "I write ", " & <b>"),
)
words = st.one_of(
    st.sampled_from(SYNTAX),
    st.text(alphabet=NASTY + TYPED + "abcdeI  ", min_size=1, max_size=12),
    st.text(
        alphabet=st.characters(
            exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
        ),
        min_size=1,
        max_size=8,
    ),
)
slugs = st.sampled_from(["section-907", "blockade", "a", "aid_2", "meeting"])
hrefs = st.sampled_from(
    ["https://example.org/a", "https://en.wikipedia.org/wiki/X_(Y)", "mailto:a@b.org", "https://e.org/)("]
)
marks = st.lists(
    st.one_of(
        st.sampled_from([tree.BOLD, tree.ITALIC, tree.OPINION]),
        slugs.map(tree.ask),
        hrefs.map(tree.link),
        st.sampled_from(["hy", "en-GB", "zh-Hant-TW"]).map(tree.lang),
    ),
    max_size=3,
).map(tuple)
names = st.sampled_from(["recipient.name", "recipient.district", "we", "Our", "We write", "nobody.knows"])
texts = st.builds(tree.Text, words, marks)
day_counts = st.builds(tree.DayCount, slugs, st.sampled_from(tree.DayStyle), marks)
citations = st.builds(tree.Citation, slugs, marks)
plain_fields = st.builds(tree.MergeField, names, marks=marks)
inner = st.lists(st.one_of(texts, plain_fields, day_counts), max_size=3).map(tuple)
long_fields = st.builds(
    tree.MergeField, names, st.sampled_from([FieldForm.OPTIONAL, FieldForm.FALLBACK]), inner, marks
)
inlines = st.lists(st.one_of(texts, texts, plain_fields, long_fields, day_counts, citations), max_size=6).map(
    tuple
)
paragraphs = st.builds(tree.Paragraph, inlines)
items = st.lists(st.builds(tree.ListItem, inlines), max_size=4).map(tuple)
plain_blocks = st.one_of(
    paragraphs,
    paragraphs,
    st.builds(tree.Quote, st.lists(paragraphs, max_size=3).map(tuple)),
    st.builds(tree.BulletList, items),
    st.builds(tree.OrderedList, items),
)
rules = st.sampled_from(
    ["chamber=senate", "state=CA,NV committee!=foreign-relations", "position.section-907=met"]
)
variants = st.builds(tree.Variant, rules.map(tree.parse_rule), st.lists(plain_blocks, max_size=3).map(tuple))
blocks = st.lists(st.one_of(plain_blocks, plain_blocks, variants), max_size=5).map(tuple)
sections = st.builds(tree.Section, st.sampled_from(tree.LETTER_ROLES), blocks)
docs = st.lists(sections, max_size=4).map(lambda made: tree.normal(tree.Doc(tuple(made))))
