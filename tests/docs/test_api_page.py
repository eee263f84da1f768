"""docs/api.md names every operation with its scope, and its example runs as it stands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader
from werkzeug.serving import make_server

from app.accounts.rules import Role, Scope, permission_of, role_allows
from app.api.http.idempotency import HEADER, KEPT_FOR, REPLAYED
from app.api.http.limits import PER_MINUTE
from app.api.http.operations import OPERATIONS
from app.api.http.paging import MOST, USUAL
from app.core.db import db
from app.core.web.errors import TITLES
from app.delivery.models import Dispatch
from app.delivery.rules import DispatchState
from tests.api.conftest import PREFIX, Api, Small
from tests.docs.reading import ROOT, fenced, section, text_of
from tests.letters.factories import make_senator

TEXT = text_of(ROOT / "docs" / "api.md")
EXAMPLE = "Example: a letter, from first words to its PDF"


def test_every_operation_is_listed_with_its_scope_and_none_is_invented(app: Flask) -> None:
    rows = re.findall(
        r"^\| `([A-Z]+ /\S*)` \| (.+?) \| `(\w+)` \|$", section(TEXT, "All operations"), re.MULTILINE
    )
    listed = {name: (summary, scope) for name, summary, scope in rows}
    assert len(listed) == len(rows)
    assert listed == {f"{op.method} {op.path}": (op.summary, op.scope.value) for op in OPERATIONS}
    described = app.test_client().get(f"{PREFIX}/openapi.json").get_json()["paths"]
    assert set(listed) == {
        f"{method.upper()} {path.removeprefix(PREFIX)}"
        for path, methods in described.items()
        for method in methods
    }


def test_every_scope_is_explained_with_the_role_it_needs() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (\w+) \|$", section(TEXT, "Tokens and scopes"), re.MULTILINE)
    ladder = (Role.VIEWER, Role.DRAFTER, Role.APPROVER, Role.ADMINISTRATOR)
    least = {
        scope.value: next(role.value for role in ladder if role_allows(role, permission_of(scope)))
        for scope in Scope
    }
    assert dict(rows) == least


def test_the_numbers_are_those_of_the_program() -> None:
    assert f"`limit` is {USUAL} unless you say otherwise, {MOST} at most" in TEXT
    assert f"may call {PER_MINUTE} times a minute" in TEXT
    assert KEPT_FOR.days == 7 and "kept\nfor seven days" in TEXT
    assert HEADER in TEXT and REPLAYED in TEXT
    statuses = set(re.findall(r"\d{3}", " ".join(re.findall(r"^\| (\d{3}.*?) \|", TEXT, re.MULTILINE))))
    assert {int(status) for status in statuses} == set(TITLES) - {405}


def test_the_problem_is_as_shown(api: Callable[..., Api]) -> None:
    given = api(Role.DRAFTER).send("POST", "/letters", {"letter_date": "4 January"}, 422)
    (shown,) = (block for block in fenced(TEXT) if block.startswith('{\n  "type"'))
    for name in ("type", "title", "status"):
        assert f'"{name}": {given[name]!r}'.replace("'", '"') in shown
    assert given["errors"]["letter_date"].rstrip(".") in shown
    assert set(re.findall(r'^  "(\w+)"', shown, re.MULTILINE)) == set(given)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    thread.join(timeout=5)


def _shell(blocks: list[str], folder: Path, **values: str) -> str:
    """Run blocks as one script; what they set is still there for the next ones."""
    kept = folder / "variables"
    before = kept.read_text(encoding="utf-8") if kept.exists() else ""
    script = "\n".join(["set -eu", before, "set -a", *blocks, "set +a", f"export -p > '{kept}'"])
    done = subprocess.run(
        ["sh", "-c", script],
        check=False, cwd=folder, env={**os.environ, **values}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")),
    reason="the example is run with curl and jq, which are missing",
)
def test_the_example_runs_as_it_stands(
    app: Flask,
    api: Callable[..., Api],
    small: Small,
    join: Callable[[Api, Small], Api],
    run_jobs: Callable[[], int],
    address: str,
    tmp_path: Path,
) -> None:
    with app.app_context():
        make_senator(db.session, "Ingrid", "Solheim")
        db.session.commit()
    writer = join(api(Role.DRAFTER, Scope.READ, Scope.WRITE), small)
    approver = api(Role.APPROVER, Scope.READ, Scope.APPROVE, Scope.SIGN, Scope.SEAL)
    blocks = [block for block in fenced(section(TEXT, EXAMPLE)) if not block.startswith("{")]
    helper, sealed = blocks[0], next(n for n, block in enumerate(blocks) if "/seal" in block) + 1
    folder = tmp_path / "example"
    folder.mkdir()
    values = {"API": address, "WRITER": writer.token, "APPROVER": approver.token}
    said = _shell(blocks[:sealed], folder, **values).splitlines()
    # What is only to consider is told and holds nothing up.
    first = " ".join(line for line in said if not line.startswith("consider:")).split()
    assert first[:2] == ["approved", "signed"] and re.fullmatch(r"[A-Z0-9-]{8,}", first[2])
    assert run_jobs() >= 1
    assert _shell([helper, *blocks[sealed:]], folder).split() == ["printed"]
    for name, words in (("draft.pdf", "draft"), ("letter.pdf", "Dear Senator Solheim:")):
        text = " ".join(page.extract_text() for page in PdfReader(folder / name).pages)
        assert words in text.replace("Draft", "draft")
    with app.app_context():
        assert db.session.scalars(sa.select(Dispatch.state)).all() == [DispatchState.PRINTED]
