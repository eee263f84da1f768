"""Which part of a letter each piece is: by what begins and ends the parts, then by what each paragraph does. Pure.

Nothing is lost and nothing changes place: the rows hold the words of the pieces, in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from app.documents.extract.pieces import Kind, Piece
from app.letters.existing import cues
from app.letters.existing.asks import cut, is_item, leads_in
from app.letters.existing.body import body_parts
from app.letters.existing.parts import Part, Row, Shape

_SHAPES = {
    Kind.TEXT: Shape.PARAGRAPH, Kind.ITEM: Shape.NUMBERED, Kind.POINT: Shape.BULLETS, Kind.QUOTE: Shape.QUOTE
}  # fmt: skip
_LONG_FRAME = 20  # words: running text of this length around a letter is not the letter's


def sort_pieces(pieces: Sequence[Piece]) -> tuple[Row, ...]:
    """The pieces as rows with the part that each most likely is."""
    blocks = _blocks([part for piece in pieces for part in _apart(piece)])
    start, end = _bounds(blocks)
    head, body, tail = blocks[:start], blocks[start:end], blocks[end:]
    return (*_head(head), *_body(body), *_tail(tail))


def _apart(piece: Piece) -> list[Piece]:
    """A piece of several lines in which parts of a letter meet, cut where they meet."""
    if piece.kind is not Kind.TEXT:
        return [piece]
    found: list[list[str]] = [[]]
    for line in _run_on(piece.text).split("\n"):
        alone = bool(
            cues.bare_date(line)
            or cues.is_salutation(line)
            or cues.is_valediction(line)
            or cues.SUBJECT.match(line)
        )
        starts = bool(cues.COPIES.match(line) or cues.ENCLOSURES.match(line)) and not cues.runs_on(line)
        if (alone or starts) and found[-1]:
            found.append([])
        found[-1].append(line)
        if alone:
            found.append([])
    return [Piece(Kind.TEXT, "\n".join(lines)) for lines in found if lines]


def _run_on(text: str) -> str:
    """A salutation that shares its line with the first paragraph gets a line of its own."""
    match = cues.RUN_ON_SALUTATION.match(text)
    return f"{match[1]}\n{text[match.end() :]}" if match else text


def _blocks(pieces: Sequence[Piece]) -> list[Row]:
    """Rows without a part: items of one list together, run-on lists cut."""
    found: list[Row] = []
    for kind, group in groupby(pieces, key=lambda piece: piece.kind):
        together = list(group)
        if kind is Kind.TEXT:
            for piece in together:
                found += _text(piece.text, found[-1] if found else None)
        else:
            between = "\n\n" if kind is Kind.QUOTE else "\n"
            lines = [" ".join(piece.text.split()) for piece in together]
            found.append(Row(between.join(lines), Part.BODY, _SHAPES[kind]))
    return found


def _text(text: str, before: Row | None) -> list[Row]:
    lead, items = cut(text)
    announced = before is not None and leads_in(before.text)
    if items and (lead or announced):
        rows = [Row(lead, Part.BODY)] if lead else []
        return [*rows, Row("\n".join(items), Part.BODY, Shape.NUMBERED, "A run-on list, cut into its items.")]
    if announced and before is not None and is_item(text):
        return [Row(" ".join(text.split()), Part.BODY, Shape.NUMBERED)]
    if before is not None and before.shape is Shape.NUMBERED and not before.why and is_item(text):
        return [Row(" ".join(text.split()), Part.BODY, Shape.NUMBERED)]
    return [Row(text, Part.BODY)]


def _bounds(rows: Sequence[Row]) -> tuple[int, int]:
    """Where the text begins (after the salutation) and ends (before the words that close it)."""
    start = next((place + 1 for place, row in enumerate(rows) if cues.is_salutation(row.text)), -1)
    if start < 0:
        start = next(
            (place for place, row in enumerate(rows) if row.shape.is_list or cues.runs_on(row.text)), 0
        )
    for place in range(len(rows) - 1, start - 1, -1):
        if cues.is_valediction(rows[place].text):
            return start, place
    end = len(rows)
    while end > start and not rows[end - 1].shape.is_list and not _is_prose(rows[end - 1].text):
        end -= 1
    return (start, end) if end > start else (start, len(rows))


def _is_prose(text: str) -> bool:
    """Whether it is at least a short sentence: a full stop, and half of its words in small letters."""
    words = text.split()
    small = sum(word[:1].islower() for word in words)
    return cues.runs_on(text) or (text.endswith((".", "!", "?")) and small * 2 >= len(words))


def _as(row: Row, part: Part, why: str) -> Row:
    return Row(row.text, part, row.shape, why if not row.why else f"{why} {row.why}")


def _head(rows: Sequence[Row]) -> list[Row]:
    """What stands before the text."""
    day = next((place for place, row in enumerate(rows) if cues.bare_date(row.text)), len(rows))
    honored = next((place for place, row in enumerate(rows) if cues.HONORED.match(row.text)), len(rows))
    return [
        _as(row, *_head_part(row.text, place == day, place < min(day, honored)))
        for place, row in enumerate(rows)
    ]


def _head_part(text: str, dated: bool, above: bool) -> tuple[Part, str]:
    """``above``: whether it stands above the date and the address."""
    reprinted = cues.runs_on(text) and len(text.split()) >= _LONG_FRAME
    guesses: tuple[tuple[bool, Part, str], ...] = (
        (dated, Part.DATE, "A date on a line of its own."),
        (cues.is_salutation(text), Part.SALUTATION, "Greets the addressee; each copy gets its own."),
        (cues.SUBJECT.match(text) is not None, Part.SUBJECT, "Begins as a subject line does."),
        (
            cues.DELIVERY.match(text) is not None,
            Part.LEFT_OUT,
            "Says how it was sent, which Sending records.",
        ),
        (cues.PAGE.fullmatch(text) is not None, Part.LEFT_OUT, "A page number."),
        (
            reprinted,
            Part.LEFT_OUT,
            "Running text before the letter begins; perhaps the words of a page that reprinted it.",
        ),
        (above, Part.LETTERHEAD, "Stands above the date and the address."),
        (_is_heading(text), Part.SUBJECT, "A heading between address and salutation."),
    )
    found = next(((part, why) for holds, part, why in guesses if holds), None)
    return found or (Part.ADDRESS, "Stands between the date and the salutation.")


def _is_heading(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return (
        len(text.split()) >= 4
        and all(letter.isupper() for letter in letters)
        and "\n" not in text
        and not cues.ADDRESSED.search(text)
    )


def _body(rows: Sequence[Row]) -> list[Row]:
    """The text itself; a subject line may stand right after the salutation."""
    found: list[Row] = []
    if rows and (cues.SUBJECT.match(rows[0].text) or _is_heading(rows[0].text)):
        found, rows = [_as(rows[0], Part.SUBJECT, "Stands between the salutation and the text.")], rows[1:]
    kept = [row for row in rows if not _is_junk(row)]
    parts = iter(zip(body_parts(kept), kept, strict=True))
    for row in rows:
        if _is_junk(row):
            found.append(_as(row, Part.LEFT_OUT, "A page number."))
        else:
            (part, why), _ = next(parts)
            found.append(_as(row, part, why))
    return found


def _is_junk(row: Row) -> bool:
    return row.shape is Shape.PARAGRAPH and cues.PAGE.fullmatch(row.text.strip()) is not None


def _tail(rows: Sequence[Row]) -> list[Row]:
    """What stands after the text: closing words, names, copies, enclosures."""
    found: list[Row] = []
    part, why = Part.SIGNATURE, "Stands where names stand, after the text."
    for row in rows:
        if cues.is_valediction(row.text) and not any(each.part is Part.VALEDICTION for each in found):
            found.append(_as(row, Part.VALEDICTION, "Words that close a letter."))
            continue
        if cues.POSTSCRIPT.match(row.text):
            found.append(_as(row, Part.CLOSING, "A postscript."))
            continue
        if cues.ENCLOSURES.match(row.text):
            part, why = Part.ENCLOSURES, "Begins as a line of enclosures does."
        elif cues.COPIES.match(row.text):
            part, why = Part.COPIES, "Begins as a line of copies does."
        elif cues.PAGE.fullmatch(row.text.strip()):
            found.append(_as(row, Part.LEFT_OUT, "A page number."))
            continue
        elif cues.runs_on(row.text):
            found.append(_as(row, Part.LEFT_OUT, "Running text after the signature."))
            continue
        found.append(_as(row, part, why))
    return found
