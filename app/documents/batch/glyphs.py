"""The operators of a line of plain text: what WeasyPrint's `draw_first_line` writes, read from Pango in larger pieces.

Only for what letters are set in: outline fonts without pictures, glyphs on the baseline. Anything else is left to
WeasyPrint. Every class of a batch compares the two on real lines (`classes.py`).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi, pango

_INFO = struct.Struct("=Iiii4x")
_UNUSUAL = 0x0FFFFFFF
"""From this glyph number on, Pango means something other than a glyph."""


Known = dict[Any, dict[tuple[int, int, str], str]]
"""For each font and size, what is written for (glyph, advance, text) where that is all that matters."""


def write(stream: Any, layout: Any, text: str, known: Known) -> bool:
    """Write the first line of an active Pango layout to a stream, within a text object whose place is set.

    False when it holds something unusual; the stream may then hold a part of it. `known` is kept from line to line.
    """
    line, _ = layout.get_first_line()
    run = line.runs[0]
    font = last = None
    size = 0.0
    shown = ""
    while run != ffi.NULL:
        item = run.data
        run = run.next
        pango_font = item.item.analysis.font
        if pango_font != last:
            last = pango_font
            font, size = stream.add_font(pango_font)
            if font.png or font.svg or font.colr or font.bitmap:
                return False
            if shown:
                stream.show_text(shown)
            shown = ""
            stream.set_font_size(font.hash, size)
        piece = _run(stream, item, font, size, text, known.setdefault((font, size), {}))
        if piece is None:
            return False
        shown += piece
    stream.show_text(shown)
    return True


def _run(
    stream: Any, item: Any, font: Any, size: float, text: str, written: dict[tuple[int, int, str], str]
) -> str | None:
    """One run of glyphs of one font, as the operand of TJ."""
    glyphs = item.glyphs
    count = glyphs.num_glyphs
    if ffi.sizeof(glyphs.glyphs[0]) != _INFO.size:
        return None
    infos = list(_INFO.iter_unpack(ffi.buffer(glyphs.glyphs, count * _INFO.size)))
    texts = _texts(item, glyphs.log_clusters, count, text)
    meanings = font.to_unicode
    pieces = ["<"]
    for (glyph, width, x_offset, y_offset), told in zip(infos, texts, strict=True):
        plain = not (x_offset or y_offset)
        if plain and (piece := written.get((glyph, width, told))) is not None:
            pieces.append(piece)
            continue
        if glyph >= _UNUSUAL or y_offset:
            return None
        if meanings.get(glyph) != told:
            meanings[glyph] = told
        piece = _glyph(stream, item, font, size, glyph, width, x_offset)
        pieces.append(piece)
        if plain and meanings.get(glyph) == told:
            written[glyph, width, told] = piece
    made = "".join(pieces)
    return made[:-1] if made.endswith("<") else made + ">"


def _glyph(stream: Any, item: Any, font: Any, size: float, glyph: int, width: int, x_offset: int) -> str:
    """One glyph with the space around it, within a hexadecimal string."""
    offset = x_offset / size
    made = f">{-offset}<{glyph:04x}" if offset else f"{glyph:04x}"
    own = font.widths.get(glyph)
    if own is None:
        pango.pango_font_get_glyph_extents(
            item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect
        )
        own = font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    kerning = own + offset - width * 1000 * FROM_UNITS / size
    return f"{made}>{int(kerning)}<" if kerning else made


def _texts(item: Any, clusters: Any, count: int, text: str) -> Sequence[str]:
    """The text that each glyph of a run stands for."""
    begin, length = item.item.offset, item.item.length
    raw = text.encode()[begin : begin + length]
    starts = list(ffi.unpack(clusters, count))
    if raw.isascii() and starts == list(range(length)):
        return raw.decode()
    backward = item.item.analysis.level % 2
    ends = [length, *starts[:-1]] if backward else [*starts[1:], length]
    return [raw[start:end].decode() for start, end in zip(starts, ends, strict=True)]
