"""Claims as CSV: a row for each claim, then a row for each of its sources. Pure.

The column `row` says what a row is; `id` says which claim it belongs to. Figures and what a file says apart from its
claims stand as JSON in the column `figures`. A cell that a spreadsheet program would run carries an apostrophe in
front, which reading takes off again.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.core.tables import csv_bytes
from app.evidence.exchange.files import Document, FileRefused, RawClaim
from app.evidence.exchange.shape import FIELDS, SOURCE_FIELDS
from app.evidence.exchange.yamlfile import EXTRAS
from app.evidence.limits import MAX_CLAIMS, MAX_SOURCES

CLAIM, SOURCE, OPPOSING, CAUTION, EXTRA = "claim", "source", "opposing source", "caution", "about the file"
_LISTS = {SOURCE: "sources", OPPOSING: "opposing_sources"}
_OF_CLAIM = tuple(name for name in FIELDS if name not in _LISTS.values())
_OF_CAUTION = ("seed", "claim", "finding")
COLUMNS = ("row", *_OF_CLAIM, *SOURCE_FIELDS, "seed", "finding")
_MAX_ROWS = MAX_CLAIMS * (MAX_SOURCES + 1)


def write_csv(
    claims: Sequence[Mapping[str, Any]], cautions: Sequence[Mapping[str, Any]], extras: Mapping[str, Any]
) -> bytes:
    """The file's bytes, ready for a spreadsheet program."""
    return csv_bytes(COLUMNS, [_cells(row) for row in _rows(claims, cautions, extras)])


def _rows(
    claims: Sequence[Mapping[str, Any]], cautions: Sequence[Mapping[str, Any]], extras: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    for claim in claims:
        plain = {name: value for name, value in claim.items() if name in _OF_CLAIM}
        if "figures" in plain:
            plain["figures"] = json.dumps(plain["figures"], ensure_ascii=False)
        yield {"row": CLAIM, **plain}
        for kind, name in _LISTS.items():
            for source in claim.get(name, ()):
                yield {
                    "row": kind,
                    "id": claim["id"],
                    **source,
                    "checked": "yes" if source.get("checked") else "no",
                }
    for caution in cautions:
        yield {"row": CAUTION, "id": caution["fact"], **{name: caution[name] for name in _OF_CAUTION}}
    for name, value in extras.items():
        yield {"row": EXTRA, "id": name, "figures": json.dumps(value, ensure_ascii=False)}


def _cells(row: Mapping[str, Any]) -> list[str]:
    texts = [str(row.get(name, "")) for name in COLUMNS]
    return [f"'{text}" if _is_guarded(text) else text for text in texts]


def read_csv(text: str) -> Document:
    """The file's parts. Raises `FileRefused`."""
    claims: dict[str, RawClaim] = {}
    doubled: list[RawClaim] = []
    cautions: list[RawClaim] = []
    extras: dict[str, Any] = {}
    for number, row in _read_rows(text):
        kind, slug = row.pop("row", "").strip().lower() or CLAIM, row.get("id", "").strip()
        place, given = f"row {number}", {name: value for name, value in row.items() if value != ""}
        if kind == CLAIM:
            claim = RawClaim(place, _with_figures(given, place))
            _check_claim(given, place)
            (doubled.append(claim) if slug in claims else claims.setdefault(slug, claim))
        elif kind in _LISTS:
            _add_source(claims, slug, _LISTS[kind], given, place)
        elif kind == CAUTION:
            values = {name: given[name] for name in _OF_CAUTION if name in given}
            cautions.append(RawClaim(place, {**values, "fact": slug}))
        elif kind == EXTRA and slug in EXTRAS:
            extras[slug] = _json(given.get("figures", ""), place)
        else:
            raise FileRefused(f"Row {number} is called “{kind}”. A row is a {CLAIM}, {SOURCE} or {OPPOSING}.")
    return Document([*claims.values(), *doubled], cautions, extras)


def _check_claim(given: Mapping[str, str], place: str) -> None:
    stray = sorted(set(given) - set(_OF_CLAIM))
    if stray:
        raise FileRefused(
            f"{place.capitalize()}: “{stray[0]}” belongs into a row for a source, not for a claim."
        )


def _add_source(
    claims: Mapping[str, RawClaim], slug: str, name: str, given: Mapping[str, str], place: str
) -> None:
    if slug not in claims:
        raise FileRefused(
            f"{place.capitalize()} is a source of “{slug}”, but no claim of that name comes before it."
        )
    source = {field: given[field] for field in SOURCE_FIELDS if field in given}
    stray = sorted(set(given) - set(SOURCE_FIELDS) - {"id"})
    if stray:
        raise FileRefused(
            f"{place.capitalize()}: “{stray[0]}” belongs into a row for a claim, not for a source."
        )
    claims[slug].values.setdefault(name, []).append(source)


def _with_figures(given: dict[str, Any], place: str) -> dict[str, Any]:
    return {**given, "figures": _json(given["figures"], place)} if "figures" in given else dict(given)


def _json(text: str, place: str) -> Any:
    def refuse(name: str) -> Any:
        raise ValueError(name)

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise FileRefused(f'{place.capitalize()}: figures must be JSON, for example {{"days": 4}}.') from None


def _read_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers as a spreadsheet counts them; the head is row 1."""
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        head = [cell.strip().lower() for cell in next(reader, [])]
        _check_head(head)
        for number, cells in enumerate(reader, start=2):
            if number > _MAX_ROWS:
                raise FileRefused(f"The file has more than {_MAX_ROWS:,} rows. Split it.")
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(head):
                raise FileRefused(
                    f"Row {number} has {len(cells)} columns, the head has {len(head)}. It may be cut off, or a comma "
                    "stands in a value without quotes."
                )
            yield number, {name: _unguarded(cell) for name, cell in zip(head, cells, strict=True)}
    except csv.Error as error:
        raise FileRefused(
            f"Row {reader.line_num} cannot be read as CSV ({error}). It may be cut off."
        ) from None


def _check_head(head: Sequence[str]) -> None:
    twice = sorted({name for name in head if head.count(name) > 1})
    unknown = [name for name in head if name not in COLUMNS]
    if "id" not in head or "claim" not in head:
        raise FileRefused("The first row must name the columns, among them id and claim.")
    if twice:
        raise FileRefused(f"The column “{twice[0]}” stands twice in the first row.")
    if unknown:
        raise FileRefused(f"The column “{unknown[0]}” is not known. The columns are {', '.join(COLUMNS)}.")


def _unguarded(cell: str) -> str:
    return cell[1:] if _is_guarded(cell) else cell


def _is_guarded(text: str) -> bool:
    """Whether apostrophes stand before what a spreadsheet program would run; `csv_bytes` puts one there."""
    rest = text.lstrip("'")
    if rest == text:
        return False
    sign = unicodedata.normalize("NFKC", rest.lstrip()[:1])
    return sign.startswith(("=", "+", "-", "@")) or rest.startswith(("\t", "\r", "\n"))
