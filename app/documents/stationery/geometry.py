"""Where things stand on envelopes and label sheets, in millimetres from the top left corner of the paper. Pure.

The #10 envelope and Avery 5160 follow the paper design; L7160 is the maker's sheet of 3 x 7 labels of 63.5 x 38.1 mm,
centred on A4.
"""

from __future__ import annotations

from dataclasses import dataclass

INCH = 25.4


@dataclass(frozen=True)
class LabelSheet:
    """A sheet of equal labels. `pad_left` and `pad_right` stay free inside a label, `pad_top` above and below."""

    name: str
    width: float
    height: float
    columns: int
    rows: int
    label_width: float
    label_height: float
    left: float
    top: float
    pitch_x: float
    pitch_y: float
    pad_left: float = 4.0
    pad_right: float = 3.2
    pad_top: float = 1.4

    @property
    def count(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows

    def place(self, number: int) -> tuple[float, float]:
        """Left and top edge of a label; numbers count from 0 along the rows."""
        row, column = divmod(number, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y

    @property
    def text_width(self) -> float:
        return self.label_width - self.pad_left - self.pad_right

    @property
    def text_height(self) -> float:
        return self.label_height - 2 * self.pad_top


SHEETS = {
    "5160": LabelSheet("5160", 215.9, 279.4, 3, 10, 66.675, 25.4, 4.76, 12.7, 69.85, 25.4),
    "L7160": LabelSheet("L7160", 210.0, 297.0, 3, 7, 63.5, 38.1, 7.25, 15.15, 66.0, 38.1),
}


@dataclass(frozen=True)
class EnvelopeFace:
    """A #10 envelope: 9 1/2 x 4 1/8 in. The strip for the bar code of the post office stays free."""

    width: float = 9.5 * INCH
    height: float = 4.125 * INCH
    return_left: float = 0.5 * INCH
    return_top: float = 0.42 * INCH
    return_width: float = 3.0 * INCH
    address_left: float = 3.75 * INCH
    address_top: float = 1.75 * INCH
    address_width: float = 5.25 * INCH
    # 5/8 in high, 4 3/4 in wide, in the lower right corner (USPS Domestic Mail Manual 202.5.1).
    strip_height: float = 0.625 * INCH
    strip_width: float = 4.75 * INCH

    @property
    def address_height(self) -> float:
        """Room for the address above the strip."""
        return self.height - self.strip_height - self.address_top


ENVELOPE = EnvelopeFace()
HANG = 3.0
"""Wrapped lines hang so far."""
