"""Same input, same bytes: two processes that share nothing but the code, in surroundings as far apart as they get."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import hashlib, io, json
from dataclasses import replace
from app.documents.batch.client import Combined, draw_batch
from app.documents.samples import demo_images, load_sample
from app.documents.service import render

def digest(data):
    return hashlib.sha256(data).hexdigest()

many = replace(load_sample("sign_on_letter"), archive=True, data='{"a": 1}', sources=("<p>One.</p>",))
said = {"alone": digest(render(many, demo_images().__getitem__).pdf)}
sample = load_sample("official_letter")
people = ("Ann", "Բելա", "Zoë")
papers = [replace(sample, addressees=((name, "A Street 1", "Washington, DC 20515"),)) for name in people]
whole = Combined(io.BytesIO(), "All")
for number, done in draw_batch(lambda: papers, demo_images().__getitem__, combined=whole):
    said[str(number)] = digest(done.pdf)
said["all"] = digest(whole.file.getvalue())
print(json.dumps(said))
"""
ROOT = Path(__file__).resolve().parents[2]


def begun(folder: Path, **surroundings: str) -> subprocess.Popen[str]:
    """The script in a folder of its own, which is also its home and its place for temporary files."""
    folder.mkdir()
    given = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "TMPDIR": str(folder), **surroundings}
    keep = {name: os.environ[name] for name in ("PATH", "REDRESS_LETTER_FONTS") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=folder, env=keep | given, stdout=subprocess.PIPE, text=True
    )


def test_any_process_anywhere_draws_the_same_bytes(tmp_path: Path) -> None:
    both = [
        begun(tmp_path / "one", TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1"),
        begun(
            tmp_path / "another place", TZ="Asia/Yerevan", LC_ALL="C.UTF-8", LANG="hy_AM", PYTHONHASHSEED="2"
        ),
    ]
    one, two = (json.loads(each.communicate(timeout=120)[0]) for each in both)
    assert one == two
    assert set(one) == {"alone", "0", "1", "2", "all"}
