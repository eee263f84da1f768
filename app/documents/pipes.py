"""The application's ends of the pipes to a drawing process: reading and sending, never longer than a given instant."""

from __future__ import annotations

import os
import select
import time

from app.documents.errors import RenderFailed


class TimedReader:
    """Reads exactly what is asked for from a pipe, or raises `RenderFailed` once the time is up."""

    def __init__(self, pipe: int, until: float) -> None:
        self._pipe = pipe
        self._until = until

    def read(self, length: int) -> bytes:
        data = bytearray()
        while len(data) < length:
            ready, _, _ = select.select([self._pipe], [], [], max(0.0, self._until - time.monotonic()))
            if not ready:
                raise _too_slow()
            piece = os.read(self._pipe, min(length - len(data), 1 << 20))
            if not piece:
                break
            data += piece
        return bytes(data)


def send(pipe: int, data: bytes, until: float) -> None:
    """Write everything, without waiting for ever on a process that does not read.

    `until`: seconds of `time.monotonic`. Raises `RenderFailed` once they are over, `ConnectionError`.
    """
    os.set_blocking(pipe, False)
    rest = memoryview(data)
    while rest:
        _, ready, _ = select.select([], [pipe], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise _too_slow()
        rest = rest[os.write(pipe, rest[:65536]) :]


def _too_slow() -> RenderFailed:
    return RenderFailed("The document took too long and was stopped. Shorten it, or try again.")
