"""How long importing officials takes, beside merely parsing the same files in the same run.

Usage: python benchmarks/import_officials.py [--data FOLDER] [--database URL] [--repeat N]

Without --database a throw-away SQLite file is used; for PostgreSQL give the address of an empty database.
Bars (PERFORMANCE): members with terms, offices and committees under 3 s, the historical rows under 10 s,
the same members again, unchanged, under 2 s. Compare the ratios: seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import app.models  # noqa: F401, E402
from app.accounts.rules import Actor, Role  # noqa: E402
from app.core.clock import utcnow  # noqa: E402
from app.core.db import engine_options  # noqa: E402
from app.core.migrate import downgrade, upgrade  # noqa: E402
from app.officials.importing import runs  # noqa: E402

MEMBERS = (
    "legislators-current.yaml",
    "legislators-district-offices.yaml",
    "committees-current.yaml",
    "committee-membership-current.yaml",
)
HISTORICAL = ("legislators-historical.csv",)
BY = Actor(None, "Benchmark", Role.ADMINISTRATOR, utcnow(), date(2026, 6, 20), "benchmark")


def parse_only(paths: list[Path]) -> int:
    """The plain baseline: the usual loader, nothing kept."""
    count = 0
    for path in paths:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                count += sum(1 for _ in csv.DictReader(file))
        else:
            count += len(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
    return count


def importing(engine: sa.Engine, paths: list[Path]) -> Callable[[], str]:
    def once() -> str:
        with Session(engine) as session:
            run = runs.import_files(session, paths, BY)
            session.commit()
            return ", ".join(
                f"{sum(kinds.get(action, 0) for kinds in run.counts.values()):,} {action}"
                for action in ("new", "changed", "unchanged")
            )

    return once


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def round_of(url: str, data: Path) -> list[tuple[str, float, float, float, object]]:
    """One fresh database: (question, bar, baseline s, import s, what was written)."""
    upgrade(url)
    options = engine_options(url)
    engine = sa.create_engine(options.pop("url"), **options)
    members, former = [data / name for name in MEMBERS], [data / name for name in HISTORICAL]
    rows = []
    for question, bar, paths in (
        ("537 members, terms, offices, committees", 3.0, members),
        ("the same again, unchanged", 2.0, members),
        ("12,230 historical rows", 10.0, former),
        ("the same again, unchanged", 10.0, former),
    ):
        baseline, _ = timed(partial(parse_only, paths))
        seconds, what = timed(importing(engine, paths))
        rows.append((question, bar, baseline, seconds, what))
    engine.dispose()
    if not url.startswith("sqlite"):
        downgrade(url)
    return rows


def main() -> int:
    """Print medians; exit 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--database", default="")
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args()
    data = chosen.data or Path(os.environ.get("REDRESS_TEST_DATA") or ROOT.parent / "shared" / "data")
    data = data / "congress-legislators" if (data / "congress-legislators").is_dir() else data
    results = []
    for _ in range(chosen.repeat):
        with tempfile.TemporaryDirectory() as folder:
            results.append(round_of(chosen.database or f"sqlite:///{folder}/benchmark.sqlite", data))
    print(f"{'':42}{'parse only':>12}{'import':>10}{'ratio':>8}{'bar':>8}")
    missed = False
    for same in zip(*results, strict=True):
        question, bar, what = same[0][0], same[0][1], same[0][4]
        baseline, seconds = (statistics.median(row[n] for row in same) for n in (2, 3))
        missed |= seconds > bar
        print(
            f"{question:42}{baseline:10.2f} s{seconds:8.2f} s{seconds / baseline:8.1f}{bar:6.0f} s   {what}"
        )
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
