"""The drawing process: reads requests on stdin, answers on stdout, one at a time.

Started by `process.py`. It runs under limits that the kernel enforces,
may open no network connection and no file outside the installation, and leaves when its parent does.
"""

from __future__ import annotations

import errno
import gc
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from app.documents import wire

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "ftplib.",
    "urllib.",
)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

# What a person did, rather than what went wrong: its message is for them.
_REFUSALS = ("Unacceptable", "TooLong", "NothingToRead", "Unreadable", "KeyRefused", "ValueError")


def main() -> int:
    """Serve until the parent closes the pipe."""
    memory, cpu, nice, disk = map(int, sys.argv[2:6])
    os.nice(nice)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not mix with the answers.
    os.dup2(2, 1)
    _leave_with_parent()
    _limit_memory(memory)
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk, disk))
    _warm_up()
    _lock_down()
    _answer(answers, {"ready": True})
    while True:
        try:
            head, parts = wire.receive(requests)
        except (wire.Closed, ValueError):
            return 0
        _answer(answers, {"began": True})
        _limit_processor(min(cpu, int(head.get("processor", cpu))))
        if not _serve(answers, head, parts):
            return 0


def _serve(answers: BinaryIO, head: dict[str, Any], parts: list[bytes]) -> bool:
    """Answer one request. False when this process is no longer fit to serve."""
    try:
        reply, blobs = WORK[head["do"]](head, parts)
        _answer(answers, {"ok": True, **reply}, blobs)
    except MemoryError:
        _answer(answers, {"ok": False, "kind": "memory", "why": ""})
        return False
    except RecursionError:
        _answer(answers, {"ok": False, "kind": "nested", "why": ""})
    except BaseException as error:
        # FatalURLFetchingError and the like derive from BaseException; none may end the process silently.
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        kind = "refused" if type(error).__name__ in _REFUSALS else "fault"
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            kind = "disk"
        _answer(answers, {"ok": False, "kind": kind, "why": str(error)[:500], "type": type(error).__name__})
    return True


def _answer(answers: BinaryIO, head: dict[str, Any], parts: Sequence[bytes] = ()) -> None:
    answers.write(wire.encode(head, parts))
    answers.flush()


def _typeset(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.layout import typesetter

    assets = dict(zip(head["assets"], parts, strict=True))
    done = typesetter().set(wire.paper_from_json(head["paper"]), assets)
    reply = {
        "pages": done.pages,
        "address_lines": done.address_lines,
        "in_window": done.in_window,
        "fit": done.fit,
        "refused": list(done.refused),
    }
    return reply, [done.pdf]


def _measure(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.seen import measure

    done = measure(wire.paper_from_json(head["paper"]), dict(zip(head["assets"], parts, strict=True)))
    reply = {"seen": [done.pages, done.last, done.above], "fill": done.fill}
    return reply | {"coarse": done.coarse, "tall": done.tall}, []


def _glance(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.glancing import first_glance, glance
    from app.documents.sheet import Setting

    assets = dict(zip(head["assets"], parts, strict=True))
    setting = Setting(*head["setting"]) if head["setting"] else None
    paper = wire.paper_from_json(head["paper"])
    if setting is not None and head["ends"] is not None:
        done = first_glance(paper, assets, width=head["width"], setting=setting, ends=head["ends"])
    else:
        done = glance(paper, assets, page=head["page"], width=head["width"], setting=setting)
    reply = {
        "page": done.page,
        "pages": done.pages,
        "inside": done.setting.inside,
        "fit": done.setting.fit,
        "breaks": list(done.breaks),
        "whole": done.whole,
        "seen": [done.seen.pages, done.seen.last, done.seen.above, done.seen.fill],
        "spots": [done.spots.width, done.spots.foot, done.spots.blocks],
    }
    return reply, [done.image]


def _page(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.imagework import page_png

    png, count = page_png(parts[0], int(head["page"]), int(head["dpi"]))
    return {"pages": count}, [png]


def _image(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.imagework import clean_image

    done = clean_image(parts[0], head["kind"])
    return {"mime": done.mime, "width": done.width, "height": done.height}, [done.data]


def _extract(_head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.extract import read_pieces

    found = read_pieces(parts[0])
    pieces = [[piece.kind.value, piece.text] for piece in found.pieces]
    return {"pieces": pieces, "left_out": list(found.left_out)}, []


def _stationery(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.stationery import drawing

    work = {
        "stationery_begin": drawing.begin,
        "stationery_draw": drawing.draw,
        "stationery_finish": drawing.finish,
        "stationery_end": drawing.end,
    }
    return work[head["do"]](head, parts)


def _batch(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.batch import steps

    work = {
        "batch_begin": steps.begin,
        "batch_take": steps.take,
        "batch_step": steps.step,
        "batch_end": steps.end,
    }
    return work[head["do"]](head, parts)


def _signatures(_head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from app.documents.seals.inspecting import inspect_pdf

    found = inspect_pdf(parts[0])
    signatures = [one.to_json() for one in found.signatures]
    return {"signatures": signatures, "revisions": found.revisions, "appended": found.appended}, []


def _pkcs12(head: dict[str, Any], parts: list[bytes]) -> wire.Message:
    from datetime import datetime

    from app.documents.seals.keys import read_pkcs12

    pair = read_pkcs12(parts[0], head["passphrase"], datetime.fromisoformat(head["now"]))
    return {}, [pair.private, pair.certificate, *pair.chain]


WORK: dict[str, Callable[[dict[str, Any], list[bytes]], wire.Message]] = {
    "typeset": _typeset,
    "measure": _measure,
    "glance": _glance,
    "page": _page,
    "image": _image,
    "extract": _extract,
    "stationery_begin": _stationery,
    "stationery_draw": _stationery,
    "stationery_finish": _stationery,
    "stationery_end": _stationery,
    "batch_begin": _batch,
    "batch_take": _batch,
    "batch_step": _batch,
    "batch_end": _batch,
    "signatures": _signatures,
    "pkcs12": _pkcs12,
}


def _warm_up() -> None:
    """Import and parse what every letter needs, before the first one arrives and before the doors close."""
    import pypdfium2  # noqa: F401

    from app.documents import glancing, imagework
    from app.documents.batch import steps
    from app.documents.layout import typesetter
    from app.documents.stationery import drawing

    _ = drawing.draw, imagework.MAX_PIXELS, glancing.MAX_WIDTH, steps.MOST
    typesetter().warm()
    # What is loaded by now stays: the collector need not go over it in the middle of a letter.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def _limit_memory(most: int) -> None:
    if most:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))


def _limit_processor(seconds: int) -> None:
    """Processor seconds for the coming request alone. The limit counts from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))


def _lock_down() -> None:
    """Refuse network, programs, and files outside the installation, whatever a library may try."""
    allowed = tuple(
        f"{Path(place).resolve()}{os.sep}"
        for place in (
            sys.prefix,
            sys.base_prefix,
            Path(__file__).parents[2],
            os.environ["TMPDIR"],
            "/usr/share",
            "/usr/lib",
        )
    )

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = bool(flags & _WRITING) or any(letter in (mode or "r") for letter in "wax+")
            if isinstance(path, str | bytes) and not _may_open(os.fsdecode(path), allowed, writes=writes):
                raise PermissionError(f"The drawing process may not open {os.fsdecode(path)[:100]!r}.")
        elif event.startswith(_FORBIDDEN):
            raise PermissionError(f"The drawing process may not use {event}.")

    sys.addaudithook(watch)


def _may_open(path: str, allowed: tuple[str, ...], *, writes: bool) -> bool:
    if path in ("/dev/null", "/dev/urandom"):
        return True
    full = os.path.abspath(path)  # noqa: PTH100 - Path.resolve would open links itself
    temporary = os.environ["TMPDIR"]
    # A file without a name is opened by the name of its folder.
    return f"{full}{os.sep}".startswith(f"{temporary}{os.sep}") if writes else full.startswith(allowed)


def _leave_with_parent() -> None:
    """End this process soon after its parent is gone, also while a letter is being drawn."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
