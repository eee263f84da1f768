"""One warm drawing process for each application process, which can be killed without harm.

Requests wait their turn on a lock. A request that takes too long, or uses too much memory or processor time,
ends the drawing process; the next request starts a new one.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents import wire
from app.documents.errors import DocumentError, RenderFailed
from app.documents.fonts import fonts_folder
from app.documents.pipes import TimedReader, send

ROOT = Path(__file__).resolve().parents[2]
_GRACE = 0.5
_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""

# The drawing process gets the `app` package as a bare folder: importing it as the application does would load
# the web framework and the database, which it neither needs nor may reach.
_BOOT = """
import sys, types
app = types.ModuleType("app")
app.__path__ = ["app"]
sys.modules["app"] = app
module = __import__(sys.argv[1], fromlist=["main"])
raise SystemExit(module.main())
"""


@dataclass(frozen=True)
class Limits:
    """What one request may use. Memory in bytes (0: no limit), times in seconds, `disk`: bytes of a temporary file."""

    wall: float = 30.0
    processor: int = 25
    memory: int = 2 * 1024**3
    disk: int = 8 * 1024**3
    start: float = 40.0
    requests: int = 2000
    # Letters in batches give way to the page of somebody who writes.
    nice: int = 10


class RefusedWork(DocumentError):
    """The drawing process looked at the input and refused it, with a sentence for people."""


class _Died(RenderFailed):
    """The drawing process is gone."""


class DrawingProcess:
    """Starts lazily, answers requests in turn, is replaced after any failure. Safe to use from threads."""

    def __init__(self, limits: Limits | None = None, module: str = "app.documents.child") -> None:
        self.limits = limits or Limits()
        self._module = module
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._served = 0
        self._owner = os.getpid()

    @property
    def pid(self) -> int | None:
        """Process id of the drawing process, or None when none is running."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def ask(
        self, head: dict[str, Any], parts: Sequence[bytes] = (), wall: float | None = None
    ) -> wire.Message:
        """Do one piece of work, in `wall` seconds from now that include waiting for others and for the process.

        Work that had to wait has at least half of them for itself. A head may name the `processor` seconds of its
        work. Raises `RefusedWork` (bad input) or `RenderFailed` (it did not finish, or others took too long).
        """
        seconds = wall or self.limits.wall
        asked = time.monotonic()
        if not self._lock.acquire(timeout=seconds):
            raise RenderFailed("Other documents took too long to draw. Try again in a moment.")
        try:
            self._forget_after_fork()
            request = wire.encode(head, parts)
            try:
                reply, blobs = self._exchange(request, asked, seconds)
            except BaseException:
                self._stop()
                raise
            self._served += 1
            if self._served >= self.limits.requests:
                self._stop()
        finally:
            self._lock.release()
        if reply.get("ok"):
            return reply, blobs
        raise _failure(reply)

    def start(self) -> None:
        """Start the process before there is work, so that the first letter does not wait for it."""
        with self._lock:
            self._forget_after_fork()
            self._running()

    def close(self) -> None:
        """End the drawing process, if it runs."""
        with self._lock:
            self._forget_after_fork()
            self._stop()

    def _forget_after_fork(self) -> None:
        """A forked worker must not talk to the process of its parent."""
        if self._owner != os.getpid():
            self._child, self._folder, self._served, self._owner = None, None, 0, os.getpid()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = self._start()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="redress-drawing-")
            place = Path(self._folder.name)
            (place / "fonts.conf").write_text(
                _FONTCONFIG.format(fonts=place / "none", cache=place / "cache"), encoding="utf-8"
            )
        except OSError as problem:
            self._stop()
            raise RenderFailed(
                f"The drawing process did not start: {problem.strerror or problem}. Make room and try again."
            ) from problem
        command = [
            sys.executable,
            "-c",
            _BOOT,
            self._module,
            *map(str, (self.limits.memory, self.limits.processor, self.limits.nice, self.limits.disk)),
        ]
        child = subprocess.Popen(  # noqa: S603 - our own module, no shell
            command, cwd=ROOT, env=_environment(place), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._served = 0
        self._child = child
        try:
            ready, _ = self._read(child, time.monotonic() + self.limits.start)
        except RenderFailed as problem:
            self._stop()
            raise RenderFailed(f"The drawing process did not start. {problem}") from problem
        if not ready.get("ready"):
            self._stop()
            raise RenderFailed("The drawing process did not start.")
        return child

    def _exchange(self, request: bytes, asked: float, seconds: float) -> wire.Message:
        """Send and receive. A process found dead before it began is replaced once; one that dies at work is not."""
        child = self._running()
        until = _until(asked, seconds)
        try:
            self._begin(child, request, until)
        except _Died:
            self._stop()
            child = self._running()
            until = _until(asked, seconds)
            self._begin(child, request, until)
        return self._read(child, until)

    def _begin(self, child: subprocess.Popen[bytes], request: bytes, until: float) -> None:
        self._write(child, request, until)
        self._read(child, until)

    def _write(self, child: subprocess.Popen[bytes], data: bytes, until: float) -> None:
        """Send without waiting for ever on a process that does not read."""
        assert child.stdin is not None
        try:
            send(child.stdin.fileno(), data, until)
        except ConnectionError as error:
            raise self._died(child) from error

    def _read(self, child: subprocess.Popen[bytes], until: float) -> wire.Message:
        """The next message, or a failure once the time is up or the process is gone."""
        assert child.stdout is not None
        try:
            return wire.receive(TimedReader(child.stdout.fileno(), until))
        except (wire.Closed, ValueError) as error:
            raise self._died(child) from error

    def _died(self, child: subprocess.Popen[bytes]) -> _Died:
        try:
            status = child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            status = 0
        if status == -signal.SIGXCPU:
            return _Died("The document took too much processor time and was stopped.")
        return _Died("The drawing process ended before the document was finished. Try again.")

    def _stop(self) -> None:
        child, self._child = self._child, None
        folder, self._folder = self._folder, None
        if child is not None:
            child.kill()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()
            try:
                child.wait(_GRACE)
            except subprocess.TimeoutExpired:
                # On a busy machine two gigabytes are not given back at once; the answer need not wait for that.
                threading.Thread(target=_bury, args=(child, folder), daemon=True).start()
                return
        if folder is not None:
            folder.cleanup()


def _environment(place: Path) -> dict[str, str]:
    """Nothing of the application's own environment goes along: no keys, no database address."""
    kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if key in os.environ}
    return {
        **kept,
        "LANG": "C.UTF-8",
        "HOME": str(place),
        "TMPDIR": str(place),
        "XDG_CACHE_HOME": str(place),
        "FONTCONFIG_FILE": str(place / "fonts.conf"),
        "REDRESS_LETTER_FONTS": str(fonts_folder()),
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _until(asked: float, seconds: float) -> float:
    """When work must be done that was asked for at `asked` and begins now."""
    return max(asked + seconds, time.monotonic() + seconds / 2)


def _bury(child: subprocess.Popen[bytes], folder: tempfile.TemporaryDirectory[str] | None) -> None:
    """Clear up after a process that was killed and takes its time."""
    child.wait()
    if folder is not None:
        folder.cleanup()


def _failure(reply: dict[str, Any]) -> DocumentError:
    kind, why = reply.get("kind"), str(reply.get("why") or "")
    if kind == "refused":
        return RefusedWork(why)
    if kind == "memory":
        return RenderFailed("The document needs more memory than a document may have, and was stopped.")
    if kind == "disk":
        return RenderFailed(
            "There is no room on the disk for what waits to be drawn. Make room and try again."
        )
    if kind == "nested":
        return RenderFailed("The document is nested too deeply to be laid out.")
    return RenderFailed(f"The document could not be drawn ({reply.get('type', 'error')}: {why}).")


_shared = DrawingProcess()
atexit.register(_shared.close)


def shared() -> DrawingProcess:
    """The drawing process of this application process."""
    return _shared
