"""The drawing process with one more kind of work: endless, asleep, or greedy. Only for tests of the limits."""

from __future__ import annotations

import time
from typing import Any

from app.documents import child


def _misbehave(head: dict[str, Any], parts: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    if head["how"] == "sleep":
        time.sleep(head["seconds"])
    elif head["how"] == "spin":
        until = time.monotonic() + head["seconds"]
        while time.monotonic() < until:
            pass
    elif head["how"] == "memory":
        hoard = []
        while True:
            # Asked for but not touched, so that memory runs out before processor time does.
            hoard.append(bytes(64 * 1024 * 1024))
    elif head["how"] == "open":
        with open(head["path"], "rb") as file:  # noqa: PTH123
            return {}, [file.read()]
    elif head["how"] == "connect":
        import socket

        socket.create_connection(("127.0.0.1", head["port"]), timeout=2)
    elif head["how"] == "run":
        import subprocess

        subprocess.run(["/bin/true"], check=True)
    return {}, []


child.WORK["misbehave"] = _misbehave
main = child.main
