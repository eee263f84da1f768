"""The letters that come with the product, checked: exactly these problems, and no silly one."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from app.letters import markdown, templates
from app.letters.compose.checking import of_text
from app.letters.compose.problems import Code
from app.letters.fields import Context
from tests.letters.compose_samples import CONTEXT, ONE, TWO

ROOT = Path(__file__).resolve().parents[3]
SOURCE = (Code.UNSOURCED_FIGURE, Code.UNSOURCED_FACT)
ALONE = replace(CONTEXT, signatories=ONE)
TOGETHER = replace(CONTEXT, signatories=TWO, letter_date=date(2022, 12, 21))


def _told(source: str, context: Context) -> list[tuple[Code, str]]:
    """What is found besides missing sources: what, about which words."""
    problems = of_text(markdown.read(source), context)
    return [(each.code, each.excerpt[:30]) for each in problems if each.code not in SOURCE]


def _unsourced(source: str, context: Context) -> list[str]:
    problems = of_text(markdown.read(source), context)
    return [each.excerpt[:24] for each in problems if each.code is Code.UNSOURCED_FIGURE]


def _demo(name: str) -> str:
    return (ROOT / "app/demo/letters" / name).read_text(encoding="utf-8")


def _sample(slug: str) -> str:
    """A template's sample as Markdown: its paragraphs and lists, without tags."""
    blocks = tomllib.loads((ROOT / "letter_templates" / slug / "sample.toml").read_text(encoding="utf-8"))[
        "blocks"
    ]
    lines = []
    for block in blocks:
        items = re.findall(r"<li>(.*?)</li>", block)
        for text in items or [block]:
            words = unescape(re.sub(r"<[^>]+>", "", text)).strip()
            lines.append(f"- {words}" if items else words)
        lines.append("")
    return "\n\n".join(lines)


@pytest.mark.parametrize("template", templates.all_templates(), ids=lambda template: template.slug)
def test_a_new_letter_has_its_placeholders_and_nothing_else(template: templates.Template) -> None:
    found = of_text(template.body, ALONE if template.signatories_max == 1 else TOGETHER)
    assert {problem.code for problem in found} <= {Code.PLACEHOLDER, Code.UNSOURCED_FACT}
    assert all("[[" not in problem.excerpt for problem in found if problem.code is Code.UNSOURCED_FACT)


def test_the_letter_to_the_president() -> None:
    assert Counter(code for code, _ in _told(_demo("to-the-president.md"), ALONE)) <= Counter(
        {Code.MIXED_VOICE: 2, Code.AMBIGUOUS_LAW: 1}
    )


def test_the_joint_letter() -> None:
    assert _told(_demo("joint.md"), TOGETHER) == []


OFFICIAL = (
    "Traffic stopped on Decem", "Gas failed the next day,", "About 120,000 people liv", "They do not change what ",
    "The Government Accountab", "Your own representative ",
)  # fmt: skip
JOINTLY = (
    "On the matter of this le", "Since December 12 ordina", "Whatever name is given t", "Together they would tell",
)  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "context", "figures"),
    [("official_letter", ALONE, OFFICIAL), ("joint_letter", TOGETHER, JOINTLY)],
    ids=["official", "joint"],
)
def test_the_samples_of_the_templates(slug: str, context: Context, figures: tuple[str, ...]) -> None:
    context = replace(context, letter_date=date(2023, 1, 4))
    told = [each for each in _told(_sample(slug), context) if each[0] is not Code.MIXED_VOICE]
    assert told == []
    assert tuple(_unsourced(_sample(slug), context)) == figures
