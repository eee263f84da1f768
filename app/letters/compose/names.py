"""Words with a number in them that name a thing and give no figure: laws, bills, bodies, streets, addresses. Pure."""

from __future__ import annotations

import re

from app.letters.compose.numbers import ORDINAL_WORDS

YEAR = r"(?:1[6-9]\d\d|20\d\d)"
_GAP = "[ \u00a0]"
_LAW = r"(?:Acts?|Amendments|Convention|Covenant|Treaty|Charter|Constitution|Code|Law|Protocol|Bill)"
_SECTION = (
    rf"(?:§+|\b(?:[Ss]ub)?[Ss]ections?|\bSecs?\.){_GAP}?\d+[\w()\-–]*"
    r"(?:(?:, | and | or |, and |–|-| to | through )\d+[\w()]*)*"
)
_BILLS = (
    r"\b(?:Public Law|Pub\. ?L\.|P\.L\.)(?: No\.)? ?\d+[-–]\d+",
    r"\b(?:(?:H|S|A)\.(?: ?R\.)?|SB|AB|HB|HR|SJR|AJR)(?: ?(?:Con|J)\.)?(?: ?Res\.)? ?\d+\b(?:\([a-z0-9]+\))*",
    r"\b(?:H|S)\. ?(?:Con\. |J\. )?(?:Res|Rept|Rep)\. ?\d+",
    r"\b(?:House|Senate|Assembly|Joint|Concurrent|Council|Security Council|General Assembly)"
    r"(?: (?:Bill|File|Joint|Concurrent|Simple))* ?(?:Resolutions?|Bills?|Res\.)(?: Nos?\.)? [A-Z\d][\w./-]*"
    r"(?:(?:, | and )\d+)*",
    r"\b\d+ (?:U\.S\.C\.|U\.S\. Code|C\.F\.R\.|Stat\.|Fed\. Reg\.|U\.S\.)"
    r"(?:,? ?(?:§+ ?)?\d[\w().-]*)?(?: note)?",
    rf"\b{YEAR}(?= (?:[A-Z][\w’'-]+ |of |and |the |for )*{_LAW}\b)",
    rf"\b{_LAW} of {YEAR}\b",
)
_PARTS = (
    r"\b(?:Articles?|Art\.|Titles?|Chapters?|Parts?|Points?|Paragraphs?|Clauses?|Annex(?:es)?|Schedules?|Appendix"
    r"|Appendices|Amendments?|Orders?|Resolutions?|Ordinance|Propositions?|Measure|Proclamation|Rules?|Items?"
    r"|Enclosures?|Exhibits?|Phase|Protocols?|Steps?|Pages?|Line|Docket|Case|Application)(?: Nos?\.?)? "
    r"\d[\w./()-]*(?:(?:, | and |–)\d[\w.]*)*"
)
_BODIES = (
    rf"\b(?:\d+(?:st|nd|rd|th)|{ORDINAL_WORDS})[ -](?:Congress|Legislature|District|Congressional|Assembly|Senate"
    r"|Amendment|Ward|Precinct|Street|Avenue|century|centuries|anniversary|President|grade|floor)\b"
)
_ADDRESSES = (
    r"\b(?:District|Ward|Precinct|Route|Highway|Interstate|Suite|Room|Building|Ste\.|Rm\.|Apt\.|Unit|Floor|Box"
    r"|Station|Channel|Local|Post|Engine|Group of|Camp) \d[\w-]*",
    r"\b\d+[\w-]* (?:[NSEW]\.? )?(?:[A-Z][\w’.-]+ ){1,4}(?:Street|Avenue|Boulevard|Road|Drive|Lane|Plaza|Way|Place"
    r"|Court|Square|Parkway|Terrace|Highway|Circle|St\.|Ave\.|Blvd\.|Rd\.|Dr\.|NW|NE|SW|SE)",
    r"\b(?:[A-Z]{2}|D\.C\.|California|Washington),? \d{5}(?:-\d{4})?\b",
    r"(?:\+?1[ .-])?\(?\b\d{3}\)?[ .-]\d{3}[.-]\d{4}\b",
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.\w+",
)
_CALLED = (
    r"\b(?:Nos?\.|Number|№) ?\d[\w./-]*",
    r"\b[A-Za-z]+[-–]\d[\w-]*|\b[A-Za-z]+\d[\w-]*|\b9/11\b",  # COVID-19, F-16, AV-2023-02, G7
)
_IDIOMS = (
    r"\b(?:one|a|two|three) (?:thousand|million|hundred) thanks\b|\b24/7\b"
    r"|\b(?:24|twenty-four)[- ]hours?(?= a day)"
)

NAMES = tuple(re.compile(each) for each in (_SECTION, *_BILLS, *_ADDRESSES, *_CALLED)) + tuple(
    re.compile(each, re.IGNORECASE) for each in (_PARTS, _BODIES, _IDIOMS)
)
