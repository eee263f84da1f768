r"""What stands for what in a letter's Markdown. Own reader: a petition is prose, so little is syntax.

=====================================  ====================================================================
``*italic*``, ``**bold**``             only at the edge of words: ``5*3*2`` and ``word*`` stay as typed
``[words](https://...)``               a link
``[words]{ask=section-907}``           an ask; also ``opinion``, ``lang=hy``, ``bold``, ``italic``, several together
``((recipient.name))``                 a field; ``((we))``, ``((Our))`` agree with the number of signatories
``((recipient.district??in it))``      words that print only when the field has a value
``((recipient.district||your area))``  the value, or else these words
``((day blockade))``                   a day count; a style may follow: ``((day blockade words))``
``[@claim-slug]``                      a citation
``::: asks`` ... ``:::``               a section; ``::: variant chamber=senate`` within it
``- item``, ``1. item``, ``> quoted``  after an empty line or a line that ends in a colon
``\*``                                 a backslash takes its meaning from any punctuation mark
=====================================  ====================================================================

An empty line ends a paragraph; two end a list. HTML, headings, entities and underscores are plain text.
"""

from __future__ import annotations

import re

from app.letters.tree.nodes import DayStyle

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
STYLES = "|".join(style.value for style in DayStyle)

_SLUG = r"[a-z0-9][a-z0-9_-]{0,79}"
_NAME = r"[A-Za-z][A-Za-z0-9._-]{0,79}(?: [A-Za-z0-9._-]{1,40}){0,2}"
DAY_COUNT = re.compile(rf"\(\(day ({_SLUG})(?: ({STYLES}))?\)\)")
PLAIN_FIELD = re.compile(rf"\(\(({_NAME})\)\)")
LONG_FIELD = re.compile(rf"\(\(({_NAME})(\?\?|\|\|)")
CITATION = re.compile(rf"\[@({_SLUG})\]")
LINK_TARGET = re.compile(r"\(((?:https://|mailto:)(?:[^()\s{}<>\"\\]|\([^()\s{}<>\"\\]*\)){3,1990})\)")
_ATTRIBUTE = (
    rf"(?:ask={_SLUG}|opinion|bold|italic|lang=[A-Za-z]{{2,3}}(?:-[A-Za-z0-9]{{2,8}}){{0,2}}"
    r"|link=(?:https://|mailto:)[^\s{}<>\"\\]{3,1990})"
)
ATTRIBUTES = re.compile(rf"\{{({_ATTRIBUTE}(?: {_ATTRIBUTE}){{0,19}})\}}")

FENCE = re.compile(r":::[ ]*(.*)\Z")
BULLET = re.compile(r"- (.*)\Z", re.DOTALL)
NUMBERED = re.compile(r"([0-9]{1,3})\. (.*)\Z", re.DOTALL)
QUOTED = re.compile(r">(?: (.*))?\Z", re.DOTALL)
