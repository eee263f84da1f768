"""The two commands in an empty clone with an empty home: `./run` twice, and the main job on what it serves."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.conftest import ROOT, Served, serving
from tests.journeys.test_main_job import test_from_real_officials_to_a_sealed_letter_and_its_answer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.data, pytest.mark.xdist_group("clone")]
__all__ = ["test_from_real_officials_to_a_sealed_letter_and_its_answer"]
SECOND_START_SECONDS = 30  # nothing is installed, migrated or loaded again


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a newcomer has: the files under version control, and nothing else."""
    folder = tmp_path_factory.mktemp("newcomer")
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(folder / "redress")], check=True)
    (folder / "home").mkdir()
    return folder


def newcomer(folder: Path) -> dict[str, str]:
    """An environment with nothing of this one in it but the path."""
    return {"HOME": str(folder / "home"), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def served(clone: Path) -> Iterator[Served]:
    """What `./run` serves there the second time, in the place of the server of the other journeys."""
    with serving(["./run"], clone / "redress", newcomer(clone), clone) as first:
        assert set(first.people) == {"drafter", "approver", "administrator"}
    begun = time.monotonic()
    with serving(["./run"], clone / "redress", newcomer(clone), clone) as second:
        assert time.monotonic() - begun < SECOND_START_SECONDS
        assert second.people == {}, "passwords are shown once"
        yield replace(second, people=first.people)
