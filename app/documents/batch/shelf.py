"""What waits in a batch waits in a file: ten thousand copies take the memory of a few hundred.

The files are temporary, nameless and the drawing process's own; they are gone when it is.
"""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from array import array
from typing import IO, Any

IN_MEMORY = 2 * 1024 * 1024
"""Bytes up to which nothing is written to disk."""

_ENTRY = struct.Struct(">BQH")
_PIECE = 64 * 1024


def _temporary_file() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)


class Shelf:
    """JSON values by number, from 0 on. Raises `OSError` when the disk is full, `KeyError` for what is not here."""

    def __init__(self) -> None:
        self._file = _temporary_file()
        self._places = array("q")
        self._end = 0

    def put(self, number: int, value: Any) -> None:
        """Keep a value; one that was kept under this number before is forgotten."""
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        missing = 2 * (number + 1) - len(self._places)
        if missing > 0:
            self._places.extend([-1] * missing)
        self._places[2 * number : 2 * number + 2] = array("q", (self._end, len(data)))
        self._file.seek(self._end)
        self._file.write(data)
        self._end += len(data)

    def get(self, number: int) -> Any:
        """The value again, as JSON gives it: tuples have become lists."""
        if not 0 <= 2 * number < len(self._places) or self._places[2 * number] < 0:
            raise KeyError(number)
        place, length = self._places[2 * number : 2 * number + 2]
        self._file.seek(place)
        return json.loads(self._file.read(length))

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


class CrossReferences:
    """Where the objects of a file under way stand: the entries of its cross-reference stream (PDF 32000-1, 7.5.8).

    The first `fixed` objects, counted from 1, can be placed at any time; others until they are settled.
    """

    WIDTHS = b"[1 8 2]"

    def __init__(self, fixed: int) -> None:
        self._fixed = fixed + 1
        self._head = bytearray(_ENTRY.size * self._fixed)
        self._pending = bytearray()
        self._settled = self._fixed
        self._file = _temporary_file()
        _ENTRY.pack_into(self._head, 0, 0, 0, 65535)

    def __len__(self) -> int:
        """The number of the next object."""
        return self._settled + len(self._pending) // _ENTRY.size

    def reserve(self, count: int) -> int:
        """Numbers for so many objects that follow each other: the first of them."""
        first = len(self)
        self._pending += bytes(_ENTRY.size * count)
        return first

    def place(self, number: int, kind: int, where: int, index: int) -> None:
        """Kind 1: at byte `where`. Kind 2: in object stream `where`, as its object `index`."""
        if number < self._fixed:
            _ENTRY.pack_into(self._head, number * _ENTRY.size, kind, where, index)
        else:
            _ENTRY.pack_into(self._pending, (number - self._settled) * _ENTRY.size, kind, where, index)

    def settle(self) -> None:
        """Everything reserved so far has its place."""
        self._file.write(self._pending)
        self._settled = len(self)
        self._pending.clear()

    def compressed(self) -> bytes:
        """All entries. Nothing can be placed afterwards."""
        self.settle()
        packer = zlib.compressobj(6)
        pieces = [packer.compress(self._head)]
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            pieces.append(packer.compress(piece))
        self._file.close()
        return b"".join([*pieces, packer.flush()])

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
