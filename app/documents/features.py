"""Font features (lining figures, small capitals) of a line, given back with it. Runs only in the drawing process.

WeasyPrint makes a list of attributes for each line that it breaks and never gives it back, which a letter does not feel
and ten thousand labels do (52 kB a sheet). The list made here belongs to its line alone, as WeasyPrint adds to it where
words or letters are spaced.
"""

from __future__ import annotations

from typing import Any

import weasyprint
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango
from weasyprint.text.fonts import font_features

from app.documents.structure import WEASYPRINT

_without_features = line_break.Layout.setup


def install() -> None:
    """Have WeasyPrint set features in this way. Raises `RuntimeError` for a WeasyPrint that was not read."""
    if weasyprint.__version__ != WEASYPRINT:
        raise RuntimeError(f"Features are set for WeasyPrint {WEASYPRINT}, not {weasyprint.__version__}.")
    line_break.font_features = _none
    line_break.Layout.setup = _setup


def _none(*_styles: Any) -> dict[str, int]:
    return {}


def _setup(layout: Any, style: Any) -> None:
    _without_features(layout, style)
    features = font_features(
        style["font_kerning"], style["font_variant_ligatures"], style["font_variant_position"],
        style["font_variant_caps"], style["font_variant_numeric"], style["font_variant_alternates"],
        style["font_variant_east_asian"], style["font_feature_settings"],
    )  # fmt: skip
    if features:
        told = ",".join(f"{name} {value}" for name, value in features.items()).encode()
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        # The list owns what is put into it, and the layout holds a reference of its own to the list.
        pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(told))
        pango.pango_layout_set_attributes(layout.layout, attributes)
