"""A letter as Markdown: what templates, the API, the command line and the plain editor speak.

``write(read(text))`` tidies; ``read(write(doc))`` is ``doc``, up to ids. The syntax is in ``syntax``.
"""

from __future__ import annotations

from dataclasses import replace

from app.core.errors import InvalidInput
from app.letters.markdown.block_reader import read_blocks
from app.letters.markdown.writer import escape, write, write_section
from app.letters.tree.from_json import check_size
from app.letters.tree.identity import with_ids
from app.letters.tree.nodes import Doc, Role, Section
from app.letters.tree.normal import normal

__all__ = ["escape", "read", "read_section", "read_sections", "write", "write_section"]


def read(source: str, earlier: Doc | None = None) -> Doc:
    """The letter that a Markdown text spells, canonical and with ids.

    Text outside ``:::`` fences becomes a section "body". Blocks that ``earlier`` holds keep their ids.
    Raises InvalidInput whose keys are ``line N``.
    """
    doc = normal(read_blocks(source))
    check_size(doc)
    return with_ids(doc, earlier)


def read_section(role: Role, source: str) -> Section:
    """One section from the text of its editor field (no section fences; variants are allowed). Without ids.

    Raises InvalidInput whose keys are ``line N``.
    """
    doc = normal(read_blocks(source))
    if any(section.role is not Role.BODY for section in doc.sections) or len(doc.sections) > 1:
        message = "A section cannot hold another one here. Put each text in its own section."
        raise InvalidInput({"line 1": message})
    blocks = doc.sections[0].blocks if doc.sections else ()
    return Section(role, blocks)


def read_sections(parts: list[tuple[Role, str]], earlier: Doc | None = None) -> Doc:
    """A whole letter from its sections' texts, in order.

    Raises InvalidInput whose keys are ``section N, line M`` (both from 1).
    """
    sections: list[Section] = []
    errors: dict[str, str] = {}
    for number, (role, source) in enumerate(parts, start=1):
        try:
            sections.append(read_section(role, source))
        except InvalidInput as error:
            errors |= {f"section {number}, {place}": message for place, message in error.errors.items()}
    if errors:
        raise InvalidInput(errors)
    doc = Doc(tuple(replace(section, id="") for section in sections))
    check_size(doc)
    return with_ids(doc, earlier)
