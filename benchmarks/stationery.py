"""What envelope faces and label sheets cost in time and memory, from 900 to 10,000 addresses.

Usage: python benchmarks/stationery.py [--counts 900 5000 10000] [--kinds 5160 L7160 envelopes]

Each line has a drawing process of its own. Every address differs. Processor time and peak memory are those of the
drawing process; "here" is how much the application's own peak grew, the list of addresses aside. The drawing process
keeps the last four thousand lines it broke, so the memory for each further address is told from the two highest counts.
Bars: at most 150 MB in the drawing process, at most 500 bytes more for each further address in both together, at most
10 ms of processor time for a label and 20 ms for a face. Compare the ratios: seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.documents import process  # noqa: E402
from app.documents.samples import demo_images  # noqa: E402
from app.documents.stationery import client  # noqa: E402
from app.documents.stationery.sheets import Sender  # noqa: E402

SENDER = Sender(
    "City of Alder Glen",
    ("Office of the Mayor", "412 Sycamore Avenue, Suite 200", "Alder Glen CA 91299"),
    next(iter(demo_images())),
)
MOST_MB, MOST_BYTES = 150.0, 500.0
MOST_MS = {"5160": 10.0, "L7160": 10.0, "envelopes": 20.0}


@dataclass(frozen=True)
class Cost:
    """Of one file: pages, seconds, processor seconds; MB of the drawing process, grown here, and of the file."""

    pages: int
    seconds: float
    busy: float
    drawing: float
    here: float
    size: float


def address(number: int) -> tuple[str, ...]:
    """An address like no other."""
    body = "United States Senate" if number % 5 == 0 else "U.S. House of Representatives"
    return (
        f"The Honorable Given{number % 97} Family{number}",
        body,
        f"{2000 + number % 400} Rayburn House Office Building",
        f"Washington, DC 20515-{number % 10000:04}",
    )


def draw(kind: str, count: int) -> Cost:
    """One file with so many addresses, by a drawing process that has drawn nothing yet."""
    addresses = [address(number) for number in range(count)]
    drawing = process.shared()
    drawing.close()
    drawing.start()
    before, began = _own_peak(), time.perf_counter()
    with tempfile.TemporaryFile() as file:
        if kind == "envelopes":
            pages = client.envelopes(file, SENDER, addresses, "Envelopes", demo_images().__getitem__)
        else:
            pages = client.labels(file, kind, addresses, 1, "Labels")
        size = file.tell() / 1e6
    seconds = time.perf_counter() - began
    busy, peak = _used(drawing.pid)
    return Cost(pages, seconds, busy, peak, _own_peak() - before, size)


def _used(pid: int | None) -> tuple[float, float]:
    """(processor seconds, peak memory in MB) of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    busy = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    status = Path(f"/proc/{pid}/status").read_text()
    (peak,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return busy, peak / 1024


def _own_peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print a line for each kind and count; the exit status says whether the bars hold."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--counts", type=int, nargs="+", default=[900, 5_000, 10_000])
    parser.add_argument("--kinds", nargs="+", choices=list(MOST_MS), default=list(MOST_MS))
    asked = parser.parse_args()
    draw("5160", 30)  # what is loaded once is not counted
    broken = [problem for kind in asked.kinds for problem in _measured(kind, asked.counts, draw)]
    print("\n".join(broken) or "all bars hold")
    return 1 if broken else 0


def _measured(kind: str, counts: list[int], draw: Callable[[str, int], Cost]) -> list[str]:
    done: dict[int, Cost] = {}
    problems: list[str] = []
    for count in sorted(counts):
        one = done[count] = draw(kind, count)
        each = one.busy / count * 1000
        print(
            f"{kind:>9} {count:>6}: {one.pages:>6} pages  {one.seconds:6.1f} s  {each:5.1f} ms of processor each  "
            f"drawing {one.drawing:4.0f} MB  here +{one.here:.0f} MB  file {one.size:.1f} MB",
            flush=True,
        )
        if one.drawing > MOST_MB:
            problems.append(f"{kind}, {count}: {one.drawing:.0f} MB in the drawing process")
        if each > MOST_MS[kind]:
            problems.append(f"{kind}, {count}: {each:.1f} ms of processor time each")
    *_, least, most = (0, *sorted(done))
    if least:
        grown = (done[most].drawing + done[most].here - done[least].drawing - done[least].here) * 2**20
        print(f"{kind:>9}: {grown / (most - least):.0f} bytes for each further address")
        if grown / (most - least) > MOST_BYTES:
            problems.append(f"{kind}: {grown / (most - least):.0f} bytes for each further address")
    return problems


if __name__ == "__main__":
    raise SystemExit(main())
