"""Images encoded for a PDF once, and not again for each letter that prints them.

WeasyPrint parts an image from its transparency and compresses both anew whenever it writes a file, which takes a tenth
of a letter's time. The result depends on the image and how it is asked for alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pydyf

Make = Callable[[Any, float], pydyf.Stream]


class _Encoded:
    """Answers as `RasterImage.get_x_object` does, with a new stream of the same bytes each time."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._made: dict[tuple[Any, float], pydyf.Stream] = {}

    def __call__(self, interpolate: Any, dpi_ratio: float) -> pydyf.Stream:
        key = (interpolate, dpi_ratio)
        if key not in self._made:
            self._made[key] = self._make(interpolate, dpi_ratio)
        return _copy(self._made[key])


def encode_once(image: Any) -> None:
    """See to it that a decoded image is encoded only once. Anything but a raster image stays as it is."""
    make = getattr(image, "get_x_object", None)
    if make is not None and not isinstance(make, _Encoded):
        image.get_x_object = _Encoded(make)


def _copy(stream: pydyf.Stream) -> pydyf.Stream:
    """The writer numbers streams and names their masks by number: each file needs its own."""
    extra = pydyf.Dictionary(stream.extra)
    if isinstance(extra.get("SMask"), pydyf.Stream):
        extra["SMask"] = _copy(extra["SMask"])
    return pydyf.Stream(list(stream.stream), extra, stream.compress)
