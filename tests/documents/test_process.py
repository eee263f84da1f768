"""The drawing process can hang, die or be killed, and the next letter is still printed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.documents.errors import FontsMissing, RenderFailed
from app.documents.process import ROOT, DrawingProcess, Limits
from app.documents.samples import demo_images, load_sample
from app.documents.service import render

ENDLESS = "tests.documents.endless_child"


@pytest.fixture(scope="module")
def fragile() -> Iterator[DrawingProcess]:
    """A process that misbehaves on request, under small limits."""
    process = DrawingProcess(Limits(wall=20, processor=2, memory=1_500_000_000), module=ENDLESS)
    yield process
    process.close()


def _prints(process: DrawingProcess) -> bool:
    return render(load_sample("joint_letter"), demo_images().__getitem__, process).pdf.startswith(b"%PDF-1.7")


def test_endless_wait_is_ended_by_the_wall_clock(fragile: DrawingProcess) -> None:
    with pytest.raises(RenderFailed, match="took too long"):
        fragile.ask({"do": "misbehave", "how": "sleep", "seconds": 60}, wall=0.3)
    assert fragile.pid is None
    assert _prints(fragile)


@pytest.mark.slow
def test_endless_work_is_ended_by_the_processor_limit(fragile: DrawingProcess) -> None:
    with pytest.raises(RenderFailed, match="processor time"):
        fragile.ask({"do": "misbehave", "how": "spin", "seconds": 60}, wall=15)
    assert _prints(fragile)


def test_hunger_for_memory_is_refused(fragile: DrawingProcess) -> None:
    with pytest.raises(RenderFailed, match="more memory"):
        fragile.ask({"do": "misbehave", "how": "memory"}, wall=15)
    assert _prints(fragile)


def test_killed_while_idle_and_while_busy(fragile: DrawingProcess) -> None:
    assert _prints(fragile)
    assert fragile.pid is not None
    os.kill(fragile.pid, signal.SIGKILL)
    assert _prints(fragile)
    pid = fragile.pid
    assert pid is not None
    killer = threading.Timer(0.2, os.kill, (pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(RenderFailed, match="ended before"):
        fragile.ask({"do": "misbehave", "how": "sleep", "seconds": 30}, wall=15)
    killer.join()
    assert _prints(fragile)


@pytest.mark.slow
def test_waiting_for_others_counts(fragile: DrawingProcess) -> None:
    """Who waits behind endless work is told so in the time that was asked for; what ends in time is done."""
    assert _prints(fragile)
    held = threading.Thread(
        target=lambda: fragile.ask({"do": "misbehave", "how": "sleep", "seconds": 1.5}, wall=15)
    )
    held.start()
    while not fragile._lock.locked():
        pass
    started = time.monotonic()
    with pytest.raises(RenderFailed, match="Other documents took too long"):
        fragile.ask({"do": "misbehave", "how": "sleep", "seconds": 0}, wall=0.2)
    assert time.monotonic() - started < 1
    with pytest.raises(RenderFailed, match="took too long and was stopped"):
        fragile.ask({"do": "misbehave", "how": "sleep", "seconds": 60}, wall=2)
    assert time.monotonic() - started < 1.5 + 2 + 1
    held.join()
    assert _prints(fragile)


@pytest.mark.slow
def test_a_request_names_the_processor_time_of_its_work(fragile: DrawingProcess) -> None:
    assert _prints(fragile)
    with pytest.raises(RenderFailed, match="processor time"):
        fragile.ask({"do": "misbehave", "how": "spin", "seconds": 60, "processor": 1}, wall=15)
    assert _prints(fragile)


def test_an_unknown_request_is_a_failure_and_the_process_lives(fragile: DrawingProcess) -> None:
    assert _prints(fragile)
    before = fragile.pid
    with pytest.raises(RenderFailed, match="could not be drawn"):
        fragile.ask({"do": "nonsense"})
    assert fragile.pid == before


def test_stays_warm_between_letters(fragile: DrawingProcess) -> None:
    assert _prints(fragile)
    before = fragile.pid
    assert _prints(fragile)
    assert fragile.pid == before


def test_threads_share_it(fragile: DrawingProcess) -> None:
    sample = load_sample("official_letter")
    papers = [replace(sample, date_text=f"January {day}, 2023") for day in range(1, 9)]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda one: render(one, demo_images().__getitem__, fragile).pdf, papers))
    again = [render(one, demo_images().__getitem__, fragile).pdf for one in papers]
    assert done == again
    assert len(set(done)) == len(papers)


def test_files_outside_the_installation_stay_closed(fragile: DrawingProcess, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with pytest.raises(RenderFailed, match="may not open"):
        fragile.ask({"do": "misbehave", "how": "open", "path": str(secret)})
    with pytest.raises(RenderFailed, match="may not open"):
        fragile.ask({"do": "misbehave", "how": "open", "path": "/proc/self/environ"})


def test_network_and_programs_are_out_of_reach(fragile: DrawingProcess) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(RenderFailed, match="may not use socket"):
            fragile.ask({"do": "misbehave", "how": "connect", "port": listener.getsockname()[1]})
    with pytest.raises(RenderFailed, match="may not use subprocess"):
        fragile.ask({"do": "misbehave", "how": "run"})


def test_environment_of_the_application_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDRESS_SECRET_KEY", "do-not-pass-on")
    process = DrawingProcess()
    try:
        process.ask({"do": "image", "kind": "crest"}, [next(iter(demo_images().values()))])
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
        assert b"FONTCONFIG_FILE" in environment
        assert b"do-not-pass-on" not in environment
    finally:
        process.close()


def test_it_leaves_when_its_parent_dies() -> None:
    program = (
        "import os, sys\n"
        "from app.documents.process import DrawingProcess\n"
        f"process = DrawingProcess(module={ENDLESS!r})\n"
        "import threading\n"
        "threading.Thread(target=lambda: process.ask({'do': 'misbehave', 'how': 'sleep', 'seconds': 60}, wall=60),"
        " daemon=True).start()\n"
        "while process.pid is None: pass\n"
        "print(process.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    watch = os.pidfd_open(pid)
    parent.kill()
    parent.wait()
    import select

    ended, _, _ = select.select([watch], [], [], 20)
    os.close(watch)
    parent.stdout.close()
    assert ended, "the drawing process outlived its parent"


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    process = DrawingProcess()
    assert _prints(process)
    assert list(tmp_path.iterdir())
    process.close()
    assert list(tmp_path.iterdir()) == []


def test_a_font_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.documents import fonts

    monkeypatch.setenv("REDRESS_LETTER_FONTS", str(tmp_path))
    monkeypatch.setattr(fonts, "ROOT", tmp_path)
    with pytest.raises(FontsMissing, match=r"SourceSerif4-Regular\.ttf is missing"):
        fonts.find(fonts.FACES[0])
    assert all(path is None for _, path in fonts.listing())
