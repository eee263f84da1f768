"""By what a line of a letter is known: the words that begin and end its parts. Pure."""

from __future__ import annotations

import re
from datetime import date

from app.letters.compose.figures import FigureKind, figures
from app.letters.compose.sentences import split

_I = re.IGNORECASE
SALUTATION = re.compile(
    r"(?:dear\b.{1,110}|to whom it may concern|(?:your )?excellency"
    r"|(?:honou?rable|mr\.|madam|mister)\b.{1,90}[:,])[:,]?",
    _I,
)
RUN_ON_SALUTATION = re.compile(r"(dear\b[^:.!?]{2,90}:)\s+(?=\S)", _I)
_CLOSES = r"(?:respectfully|sincerely|cordially|faithfully|truly|gratefully|warmly|best|kind|warm)"
VALEDICTION = re.compile(
    rf"(?:(?:most |very |yours )*{_CLOSES}(?: (?:yours|submitted|regards|wishes|and sincerely))*"
    r"|yours(?: (?:very|most|sincerely|truly|faithfully|respectfully))+"
    r"|with (?:\w+ ){0,3}(?:respect|regards?|appreciation|gratitude|thanks|wishes|hope)|in solidarity)\s*[,.]?",
    _I,
)
SUBJECT = re.compile(r"(?:re|subject|in re|regarding)\s*:\s*(?=\S)", _I)
COPIES = re.compile(r"(?:cc|c\.c\.|bcc|copies(?: to)?|copy(?: to)?|carbon copy)\s*[:.]?(?:\s|$)", _I)
_COPIES_MARK = re.compile(r"(?:cc|c\.c\.|bcc)\b\s*[:.]?|(?:copies|copy)(?: to)?\s*:|carbon copy\s*:?", _I)
ENCLOSURES = re.compile(
    r"(?:enclosures?|encls?\.?|attachments?|attached)\s*(?:\(\d+\))?\s*(?::|\.|-|–|$)", _I
)
DELIVERY = re.compile(
    r"(?:sent )?(?:via|by)\s+(?:e-?mail|fax|facsimile|hand|courier|first[- ]class|certified|registered|electronic)",
    _I,
)
POSTSCRIPT = re.compile(r"p\.?\s?s\.?\s*[:.–—-]?\s+\S", _I)
PAGE = re.compile(r"(?:[-–—]\s*)?(?:page\s*)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?(?:\s*[-–—])?", _I)
HONORED = re.compile(
    r"(?:the (?:right )?hon(?:ou?rable|\.)|hon\.|his excellency|her excellency|president |vice president "
    r"|secretary |senator |representative |congress(?:man|woman|member) |governor |mayor |ambassador "
    r"|chair(?:man|woman)? |mr\. |ms\. |mrs\. |dr\. )",
    _I,
)
ADDRESSED = re.compile(r"\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b|\bP\.?O\.? Box\b|\bD\.C\.", re.MULTILINE)

THANKS = re.compile(
    r"\b(?:thank|grateful|gratitude|apprecia\w+|look(?:ing)? forward|in (?:closing|conclusion))\b", _I
)
VALUES = re.compile(
    r"\b(?:values?|democra\w+|human rights|dignity|conscience|justice|freedom|principles?|humanity|believe)\b",
    _I,
)
_GATHER = r"(?:meet(?:ing)?|briefing|sit down|conversation|call|speak|appointment|audience)"
MEETING = re.compile(
    rf"\b(?:ask|request|welcome|propose|grateful|opportunity|like|seek|arrange|schedule|grant|available|hope|invite\w*)\b"
    rf"[^.?!]{{0,90}}\b{_GATHER}\b|\b{_GATHER} with (?:you|us|me|your)\b|\bmeet (?:in person|at your)\b",
    _I,
)
POSITION = re.compile(
    r"\b(?:your (?:administration|office|department|government|predecessor|representative|envoy|statement|own"
    r"|record|vote)\w*"
    r"|(?:you|the (?:administration|white house|state department|department of state|united states|president"
    r"|u\.s\.))(?: \w+){0,2} (?:has|have|had|said|called|waived|signed|promised|pledged|declared|announced|stated"
    r"|voted|sent|gave|condemned)"
    r"|(?:ceasefire|trilateral|joint) (?:statement|agreement|declaration)|waive[ds]?|waiver|pledged?|promise[ds]?"
    r"|in violation of|violat\w+|breach\w*|signator\w+|envoy)\b",
    _I,
)
AGAIN = re.compile(
    r"\bonce (?:again|more)\b|\b(?:write|writing|ask|asking|urge|urging|appeal|call)(?: to you)? again\b"
    r"|\b(?:my|our) (?:previous|earlier|last|first|prior) letters?\b|\bas (?:I|we) (?:wrote|said|asked|urged)\b"
    r"|\b(?:I|we) (?:first |last |also |previously )?wrote\b|\b(?:our|my) letter (?:of|dated)\b|\bfollow(?:ing)? up\b",
    _I,
)
_BESIDE_DATE = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bdate[ds]?\b|\bthe\b|\bof\b|[\s,.:()–—-]", _I
)


def bare_date(line: str) -> date | None:
    """The day of a line that holds a whole date, at most a weekday and a place beside it, and nothing else."""
    if len(line) > 70:
        return None
    found = figures(line)
    if len(found) != 1 or found[0].kind is not FigureKind.DATE or found[0].day is None:
        return None
    rest = line[: found[0].start] + " " + line[found[0].end :]
    words = [word for word in rest.split() if _BESIDE_DATE.sub("", word)]
    if len(words) > 3 or any(not word[:1].isupper() for word in words):
        return None
    told = found[0].day
    try:
        return date(told.year, told.month, told.day)
    except ValueError:
        return None


def runs_on(text: str) -> bool:
    """Whether it reads as prose, not as lines of an address or a signature."""
    words = text.split()
    if _is_lines(text):
        return False
    return len(words) >= 25 or (
        len(words) >= 7 and text.rstrip("”\"')’").endswith((".", "!", "?", ":", ";", "…"))
    )


def _is_lines(text: str) -> bool:
    lines = text.split("\n")
    return len(lines) > 1 and all(len(line.split()) <= 8 for line in lines)


def is_salutation(line: str) -> bool:
    return (
        len(line.split()) <= 16 and len(split(line)) <= 3 and SALUTATION.fullmatch(line.strip()) is not None
    )


def is_valediction(line: str) -> bool:
    return len(line.split()) <= 7 and VALEDICTION.fullmatch(line.strip()) is not None


def copies_of(line: str) -> str:
    """Whom a line of copies names, without the word that begins it."""
    return _COPIES_MARK.sub("", line, count=1).strip(" :") if _COPIES_MARK.match(line) else line.strip()


def enclosure_of(line: str) -> str:
    """What a line names as enclosed, without the word that begins it."""
    return ENCLOSURES.sub("", line, count=1).strip(" :.")


def subject_of(line: str) -> str:
    """The subject without "Re:"."""
    return SUBJECT.sub("", line.strip(), count=1).replace("\n", " ").strip()
