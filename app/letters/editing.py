"""What the rich editor shows beside the tree: values of fields, day counts, rules in words, what can be inserted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.letters.compose import days
from app.letters.compose.resolve import applies
from app.letters.contexts import CopyFacts, LetterFacts, pinned
from app.letters.fields import Anchor, Context, DemandWording, Field, by_group, lookup
from app.letters.hashing_content import LetterContent
from app.letters.rule_words import POSITIONS, key_in_words, rule_in_words, value_in_words
from app.letters.tree import (
    LETTER_ROLES,
    Citation,
    DayStyle,
    Doc,
    MergeField,
    Rule,
    Variant,
    blocks_of,
    inlines_of,
    runs_of,
)

Json = dict[str, Any]
STYLE_WORDS = {
    DayStyle.ORDINAL: "24th day",
    DayStyle.NTH: "24th",
    DayStyle.DAYS: "24 days",
    DayStyle.NUMBER: "24",
    DayStyle.WORDS: "twenty-fourth day",
}


def menus(facts: LetterFacts) -> Json:
    """What can be inserted; the same for every copy."""
    return {
        "fields": {
            group: [{"name": one.name, "label": one.label, "example": one.example} for one in fields]
            for group, fields in by_group().items()
        },
        "demands": [
            {"slug": one.slug, "title": one.title, "clause": one.clause, "paragraph": one.paragraph}
            for one in facts.demands
        ],
        "roles": [
            {"value": role.value, "label": role.label, "hint": facts.template.hint(role)}
            for role in LETTER_ROLES
        ],
        "rules": rule_choices(facts),
    }


def shown(facts: LetterFacts, content: LetterContent, copy: CopyFacts | None, tree: Doc) -> Json:
    """What every chip reads as in one copy."""
    context = pinned(copy.context if copy else facts.nobody(), content)
    everyone = [each.context for each in facts.copies]
    return {
        "fields": {one.name: _field(one, context) for one in _fields(tree, facts.demands)},
        "days": {one.slug: _day(one, context) for one in _anchors(facts, context)},
        "demands": {one.slug: one.title for one in context.demands},
        "rules": {str(rule): _rule(rule, context, everyone, facts.demands) for rule in _rules(tree)},
        "claims": _claims(tree, context),
        "salutation": context.addressees[0].salutation if len(context.addressees) == 1 else "",
        "recipient": copy.label if copy else "",
    }


def rule_choices(facts: LetterFacts) -> list[Json]:
    """What a variant of this letter may depend on: the traits that its recipients have, in words."""
    found: dict[str, set[str]] = {}
    for copy in facts.copies:
        for addressee in copy.context.addressees:
            for key, values in addressee.traits.items():
                found.setdefault(key, set()).update(values)
    for demand in facts.demands:
        found.setdefault(f"position.{demand.slug}", set())
    return [
        {
            "key": key,
            "label": key_in_words(key, facts.demands),
            "values": [
                {"value": value, "label": value_in_words(key, value)} for value in _values(key, values)
            ],
        }
        for key, values in sorted(found.items())
    ]


def _values(key: str, values: set[str]) -> list[str]:
    return sorted(values | set(POSITIONS)) if key.startswith("position.") else sorted(values)


def _fields(tree: Doc, demands: Iterable[DemandWording]) -> list[Field]:
    """Every field of the registry, and those besides that the text names."""
    known = {one.name: one for fields in by_group().values() for one in fields}
    for section in tree.sections:
        for block in blocks_of(section):
            for _, run in runs_of(block):
                for node in inlines_of(run):
                    if isinstance(node, MergeField) and (one := lookup(node.name)):
                        known.setdefault(node.name, one)
    for demand in demands:
        for part in ("clause", "paragraph", "title"):
            if one := lookup(f"demand.{demand.slug}.{part}"):
                known[one.name] = one
    return list(known.values())


def _field(one: Field, context: Context) -> Json:
    return {
        "value": one.value(context).strip(),
        "label": one.label,
        "group": one.group,
        "own": one.per_recipient,
    }


def _anchors(facts: LetterFacts, context: Context) -> list[Anchor]:
    """Days that may be counted from: those in the text as pinned, then the campaign's others, which can be put in."""
    known = {one.slug: one for one in (*facts.anchors, *context.anchors)}
    return list(known.values())


def _day(anchor: Anchor, context: Context) -> Json:
    number = days.count(anchor, context.letter_date)
    styles = {style.value: days.written(number, style) if number > 0 else "" for style in DayStyle}
    return {"label": anchor.label, "sum": days.sum_shown(anchor, context.letter_date), "styles": styles}


def _claims(tree: Doc, context: Context) -> Json:
    """What the cited claims say; nothing for one that Evidence does not hold."""
    known = context.claims or {}
    runs = (run for section in tree.sections for block in blocks_of(section) for _, run in runs_of(block))
    slugs = {node.claim for run in runs for node in inlines_of(run) if isinstance(node, Citation)}
    return {
        slug: {
            "wording": known[slug].wording,
            "state": known[slug].state.value,
            "sources": "; ".join(f"{one.publisher}, {one.title}" for one in known[slug].sources),
        }
        for slug in sorted(slugs)
        if slug in known
    }


def _rules(tree: Doc) -> list[Rule]:
    return [block.rule for section in tree.sections for block in section.blocks if isinstance(block, Variant)]


def _rule(rule: Rule, context: Context, everyone: list[Context], demands: Iterable[DemandWording]) -> Json:
    return {
        "words": rule_in_words(rule, tuple(demands)),
        "here": applies(rule, context),
        "see": sum(applies(rule, each) for each in everyone),
        "of": len(everyone),
    }
