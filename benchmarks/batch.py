"""How long 540 letters and their combined file take, beside pdfLaTeX and Typst in the same run.

Usage: python benchmarks/batch.py [--letters N] [--repeat N] [--typst-python PATH] [--no-peers] [--linear]

pdfLaTeX: `apt-get install texlive-latex-recommended qpdf`. Typst: `pip install typst` in any environment, named with
--typst-python. Neither is part of the product; one that is absent is reported as absent. The peers' combined file is
what they split; it is not counted as further work. Bars (PERFORMANCE): faster than both, with and without a field in
the body; at most 150 MB in the drawing process; one letter under 100 ms; --linear: cost the same up to 10,000 letters.
Compare the ratios: seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.documents.batch.client import Combined, draw_batch  # noqa: E402
from app.documents.process import DrawingProcess, Limits  # noqa: E402
from app.documents.samples import demo_images, load_sample  # noqa: E402
from app.documents.service import render  # noqa: E402
from benchmarks.batch_letters import letters  # noqa: E402
from benchmarks.batch_peers import peers  # noqa: E402


@dataclass(frozen=True)
class Ours:
    """Our batch: seconds, processor seconds of both processes; peak of drawing, growth here, combined file in MB."""

    seconds: float
    busy: float
    drawing: float
    here: float
    combined: float


def batch(process: DrawingProcess, count: int, folder: Path, *, field: bool) -> Ours:
    """Draw all letters to files and one combined file."""
    before, busy = _own_peak(), _busy(process.pid)
    began = time.perf_counter()
    with (folder / "all.pdf").open("w+b") as file:
        whole = Combined(file, "All copies")
        drawn = draw_batch(
            lambda: letters(count, field=field), demo_images().__getitem__, None, whole, process=process
        )
        for number, one in drawn:
            (folder / f"{number:05}.pdf").write_bytes(one.pdf)
    seconds = time.perf_counter() - began
    return Ours(
        seconds,
        _busy(process.pid) - busy,
        _peak(process.pid),
        _own_peak() - before,
        (folder / "all.pdf").stat().st_size / 1024**2,
    )


def single(process: DrawingProcess) -> list[float]:
    """Milliseconds of single letters with a warm process."""
    found = []
    for letter in letters(12, field=True):
        began = time.perf_counter()
        render(letter, demo_images().__getitem__, process)
        found.append((time.perf_counter() - began) * 1000)
    return found[2:]


def kinds(process: DrawingProcess) -> None:
    """A line for each kind of letter as its sample has it, so that the figure above can be placed."""
    for name in (
        "official_letter",
        "joint_letter",
        "follow_up",
        "thank_you",
        "press_statement",
        "sign_on_letter",
    ):
        sample, times = load_sample(name), []
        for number in range(14):
            letter = replace(sample, salutation=f"Dear Member {number}:" if sample.salutation else "")
            began = time.perf_counter()
            done = render(letter, demo_images().__getitem__, process)
            times.append((time.perf_counter() - began) * 1000)
        print(
            f"  {name:18} {done.pages} pages {statistics.median(times[3:]):6.0f} ms (slowest {max(times[3:]):.0f})"
        )


def _peak(pid: int | None) -> float:
    """The most memory that a process has held, in MB."""
    status = Path(f"/proc/{pid}/status")
    if not status.is_file():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) / 1024


def _busy(pid: int | None) -> float:
    """Processor seconds that a process and this one have used."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def _children() -> float:
    """Processor seconds of all programs that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _own_peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(count: int, repeat: int, typst_python: str, *, with_peers: bool) -> bool:
    """Both forms beside the peers. False when a bar is missed."""
    kept = True
    for field in (False, True):
        print(
            f"\n{count} letters of two pages, {'one field in the body' if field else 'address and salutation'}"
        )
        rivals = peers(typst_python) if with_peers else {}
        ours: list[Ours] = []
        others: dict[str, list[float | None]] = {name: [] for name in rivals}
        busy: dict[str, list[float]] = {name: [] for name in rivals}
        for _ in range(repeat):
            process = DrawingProcess(Limits(nice=0))
            process.start()
            with tempfile.TemporaryDirectory() as folder:
                ours.append(batch(process, count, Path(folder), field=field))
            process.close()
            for name, peer in rivals.items():
                used = _children()
                with tempfile.TemporaryDirectory() as folder:
                    others[name].append(peer(list(letters(count, field=field)), Path(folder)))
                busy[name].append(_children() - used)
        mine = statistics.median(one.seconds for one in ours)
        _tell("Redress, files and combined file", mine, count, 1.0)
        print(f"    {statistics.median(one.busy for one in ours):.2f} s of processor time")
        drawing = max(one.drawing for one in ours)
        print(
            f"    drawing process {drawing:.0f} MB at most, here {max(one.here for one in ours):.0f} MB more, ",
            end="",
        )
        print(f"combined file {ours[0].combined:.1f} MB")
        kept &= drawing <= 150
        for name, times in others.items():
            known = [one for one in times if one is not None]
            if not known:
                print(f"  {name:36} absent")
                continue
            _tell(name, statistics.median(known), count, statistics.median(known) / mine)
            print(f"    {statistics.median(busy[name]):.2f} s of processor time")
            kept &= statistics.median(known) > mine
    return kept


def _tell(name: str, seconds: float, count: int, ratio: float) -> None:
    print(f"  {name:36}{seconds:8.2f} s{seconds / count * 1000:8.2f} ms a letter{ratio:8.2f} x")


def linear(counts: tuple[int, ...]) -> None:
    """The cost of a letter as batches grow."""
    print("\nGrowth, one field in the body")
    for count in counts:
        process = DrawingProcess(Limits(nice=0))
        process.start()
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
            one = batch(process, count, Path(folder), field=True)
        process.close()
        _tell(f"{count:,} letters", one.seconds, count, 1.0)
        print(
            f"    drawing process {one.drawing:.0f} MB, here {one.here:.0f} MB more, combined {one.combined:.0f} MB"
        )


def main() -> int:
    """Print medians; exit 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=540)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--typst-python", default=sys.executable)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--linear", action="store_true")
    chosen = parser.parse_args()
    process = DrawingProcess(Limits(nice=0))
    times = single(process)
    print(f"One letter, warm: {statistics.median(times):.0f} ms (slowest {max(times):.0f})")
    kinds(process)
    process.close()
    kept = statistics.median(times) < 100
    kept &= compare(chosen.letters, chosen.repeat, chosen.typst_python, with_peers=not chosen.no_peers)
    if chosen.linear:
        linear((1000, 5000, 10_000))
    print("\nEvery bar is kept." if kept else "\nA bar is missed.")
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
