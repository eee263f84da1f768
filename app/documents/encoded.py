"""Images encoded for a PDF once, and not again for each letter that prints them; streams compressed once.

WeasyPrint parts an image from its transparency and compresses both anew whenever it writes a file, which takes a tenth
of a letter's time. The result depends on the image and how it is asked for alone.
"""

from __future__ import annotations

import zlib
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


LEVEL = 6
"""Of compression. The highest, which pydyf asks for, takes twice as long and saves a hundredth of a letter."""
PYDYF = "0.13.0"
"""The version whose streams were read; another one is refused rather than trusted."""


def install() -> None:
    """Have each stream of a file compressed once. Raises `RuntimeError` for a pydyf that was not read.

    The writer asks for the bytes of every stream twice: for the file, and for its identifier.
    """
    if pydyf.VERSION != PYDYF:
        raise RuntimeError(f"Streams are compressed once for pydyf {PYDYF}, not {pydyf.VERSION}.")
    pydyf.Stream.data = property(_written)


def _written(stream: pydyf.Stream) -> bytes:
    """A stream with its dictionary, as `pydyf.Stream.data` gives it."""
    data = b"\n".join(pydyf._to_bytes(item) for item in stream.stream)
    extra = pydyf.Dictionary(stream.extra)
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
        raw, packed = stream.__dict__.get("packed", (None, b""))
        if raw != data:
            packed = zlib.compress(data, LEVEL)
            stream.packed = (data, packed)
        data = packed
    extra["Length"] = len(data)
    return b"\n".join((extra.data, b"stream", data, b"endstream"))
