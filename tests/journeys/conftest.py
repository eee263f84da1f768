"""The real program, started as `./run` starts it, and Chromium to use it with.

The demonstration is loaded once for the whole run; each file of tests works in a copy of it, so no journey
meets what another one left behind.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.chromium import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
_SIGN_IN = re.compile(r"^\s+(drafter|approver|administrator)\s+(\S+@\S+)\s+(\S+)$", re.M)
ROLES = ("drafter", "approver", "administrator")
START_SECONDS = 120


@dataclass(frozen=True)
class Served:
    """A running Redress: its address, where its data lies, and who may sign in."""

    url: str
    data_dir: Path
    people: dict[str, tuple[str, str]]


def enter(page: Page, served: Served, role: str) -> None:
    """Sign in."""
    email, password = served.people[role]
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_sign_ins(process: subprocess.Popen[str], log: Path) -> tuple[dict[str, tuple[str, str]], str]:
    """What the start prints, up to the address. Fails with everything printed when it ends instead."""
    printed = ""
    assert process.stdout is not None
    for line in process.stdout:
        printed += line
        found = re.search(r"Redress is at (http://\S+?)/ ", line)
        if found:
            return {role: (email, key) for role, email, key in _SIGN_IN.findall(printed)}, found[1]
    raise AssertionError(f"Redress ended at its start:\n{printed}\n{log.read_text(encoding='utf-8')}")


def wait_until_ready(url: str) -> None:
    """Connect until the server answers; connecting blocks or fails at once, so no fixed sleep is needed."""
    for _ in range(START_SECONDS * 20):
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            subprocess.run(["sleep", "0.05"], check=True)
    raise AssertionError("Redress did not become ready")


@contextmanager
def serving(command: list[str], cwd: Path, env: dict[str, str], folder: Path) -> Iterator[Served]:
    """The program started by `command`, until it is stopped as Ctrl-C stops it; its data and log lie in `folder`."""
    data_dir = folder / "data"
    env = env | {"REDRESS_DATA_DIR": str(data_dir), "REDRESS_WEB_PROCESSES": "1", "PYTHONUNBUFFERED": "1"}
    log = folder / "log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*command, "--port", str(free_port())],
            cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
        try:
            people, url = read_sign_ins(process, log)
            wait_until_ready(url)
            yield Served(url, data_dir, people)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0, "Ctrl-C did not stop it cleanly"


def own_environment() -> dict[str, str]:
    """Nothing of the settings of the person who runs the tests."""
    return {k: v for k, v in os.environ.items() if not k.startswith("REDRESS_")}


def redress(data_dir: Path, *words: str) -> str:
    """What `redress WORDS` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *words], cwd=ROOT, capture_output=True, text=True, check=False,
        env=own_environment() | {"REDRESS_DATA_DIR": str(data_dir)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration in `data`, and its sign-ins; copied, never written.

    The workers of one run share it: whoever comes first makes it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "sign-ins.json").is_file():
            (folder / "data").mkdir(parents=True)
            redress(folder / "data", "db", "upgrade")
            sign_ins = redress(folder / "data", "demo", "load", "--json")
            (folder / "sign-ins.json").write_text(sign_ins, encoding="utf-8")
    return folder


@contextmanager
def _on_a_copy(demonstration: Path, folder: Path) -> Iterator[Served]:
    shutil.copytree(demonstration / "data", folder / "data")
    passwords = json.loads((demonstration / "sign-ins.json").read_text(encoding="utf-8"))["sign_ins"]
    command = [sys.executable, "-m", "app.cli", "serve"]
    with serving(command, ROOT, own_environment(), folder) as server:
        yield replace(server, people=dict(zip(ROLES, passwords.items(), strict=True)))


@pytest.fixture(scope="module")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`redress serve` on a copy of the demonstration."""
    with _on_a_copy(demonstration, tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="session")
def common(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the files whose journeys touch no letter of one another; they name it as their `served`."""
    with _on_a_copy(demonstration, tmp_path_factory.mktemp("common")) as server:
        yield server


@pytest.fixture
def nobody(served: Served, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`nobody(width=390)` -> an empty page of somebody who has not signed in, in a browser of their own."""
    contexts: list[BrowserContext] = []

    def enter(width: int = 1280, **options: Any) -> Page:
        viewport: Any = {"width": width, "height": 900}
        context = chromium.new_context(viewport=viewport, base_url=served.url, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(served: Served, nobody: Callable[..., Page]) -> Callable[..., Page]:
    """`sign_in("drafter", width=1280)` -> a page of somebody signed in, in a browser of their own."""

    def begin(role: str, width: int = 1280, **options: Any) -> Page:
        page = nobody(width, **options)
        enter(page, served, role)
        return page

    return begin
