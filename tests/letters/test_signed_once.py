"""A letter's files while the worker is killed: each copy is signed once, and no file is there that is not on record.

Two keys and a time stamp: signed again, a copy would have other bytes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Role
from app.config import Settings
from app.core.clock import utcnow
from app.core.jobs.models import Job, JobState
from app.core.jobs.runner import MAX_ATTEMPTS
from app.core.storage import current_store
from app.documents.seals.checking import inspect
from app.documents.seals.rules import KeyPair, Level
from app.keys import service
from app.keys.vault import installation_key
from app.letters.models import Letter, LetterFile
from app.letters.sealing import seal_letter
from tests.conftest import ROOT
from tests.letters.factories import make_letter, make_world, signed
from tests.support.authorities import Town, town
from tests.support.killed_worker import Steps

STEPS = 20
"""Two copies, each signed, named and stored; three records; clearing up. Twice each: just before, and just after."""


class Killed(BaseException):
    """As if the process had ended: no handler of ours catches it."""


@pytest.fixture(scope="module")
def place() -> Iterator[Town]:
    with town() as made:
        yield made


@pytest.fixture
def letter(session: Session, place: Town, actor: Callable[..., Actor]) -> Letter:
    """Sealed, to be signed by a signatory and the organisation with a time stamp; its files are not made yet."""
    world, admin = make_world(session), actor(Role.ADMINISTRATOR)
    who = world.signatories[0]
    for name, owner in ((who.name, who.id), ("City of Arroyo Vista", None)):
        one = place.issue(name)
        pair = KeyPair(one.der, one.private, (place.root.der,))
        service.install_key(session, pair, secret_key=installation_key(), by=admin, signatory_id=owner)
    service.change_settings(session, Level.T, f"{place.address}/tsa", by=admin)
    draft = signed(session, world, make_letter(session, world))
    sealed = seal_letter(session, draft, version=draft.current_version, by=world.approver)
    session.commit()
    return sealed


def look(session: Session, letter: Letter, seen: dict[int, str]) -> None:
    """What must hold at every moment. `seen`: what was on record before."""
    session.expire_all()
    found = session.scalars(sa.select(LetterFile).where(LetterFile.letter_id == letter.id)).all()
    for row in found:
        data = current_store().read(row.sha256)
        assert len(data) == row.size
        assert seen.setdefault(row.copy_no, row.sha256) == row.sha256
    assert letter.files_ready_at is None or {row.copy_no for row in found} == {0, 1, 2}
    session.rollback()


def lease_runs_out(session: Session) -> None:
    """Time passes, and an administrator's patience with the job does not."""
    session.execute(
        sa.update(Job)
        .where(Job.state == JobState.RUNNING)
        .values(lease_until=utcnow() - timedelta(seconds=1), attempts=MAX_ATTEMPTS - 1)
    )
    session.commit()


def at_the_end(session: Session, letter: Letter, before: set[str], settings: Settings) -> None:
    """All is on record and signed, and nothing else was ever stored."""
    session.expire_all()
    assert letter.files_ready_at is not None
    rows = session.scalars(sa.select(LetterFile).where(LetterFile.letter_id == letter.id)).all()
    assert {*current_store().digests()} - before == {row.sha256 for row in rows}
    for row in rows:
        report = inspect(current_store().read(row.sha256))
        assert len(report.signatures) == (2 if row.copy_no else 0)
        assert report.intact or not row.copy_no
    assert not [*(settings.data_dir / "files" / "once").iterdir()]


def test_killed_at_every_step_one_after_the_other(
    session: Session,
    letter: Letter,
    settings: Settings,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each try gets one step further than the one before it, and takes up what that one left."""
    before, stopped = {*current_store().digests()}, 0
    seen: dict[int, str] = {}

    def reached(count: int) -> None:
        if count > stopped:
            raise Killed

    with monkeypatch.context() as patches:
        steps = Steps(reached)
        steps.install(patches.setattr)
        while True:
            steps.count = 0
            try:
                run_jobs()
                break
            except Killed:
                stopped += 1
            session.rollback()
            look(session, letter, seen)
            lease_runs_out(session)
    assert stopped > 5
    at_the_end(session, letter, before, settings)


@pytest.mark.slow
@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_killed_process_leaves_nothing_that_is_not_taken_up(
    session: Session, letter: Letter, settings: Settings, run_jobs: Callable[[], int], step: int
) -> None:
    before = {*current_store().digests()}
    seen: dict[int, str] = {}
    ended = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_worker", str(settings.data_dir), str(step)],
        cwd=ROOT,
        env={
            **os.environ,
            "REDRESS_TEST_SECRET": settings.secret_key,
            "REDRESS_TEST_TEMPLATES": str(settings.template_cache or Path()),
        },
        timeout=120,
        check=False,
    )
    assert ended.returncode == -9
    look(session, letter, seen)
    lease_runs_out(session)
    run_jobs()
    session.rollback()
    look(session, letter, seen)
    at_the_end(session, letter, before, settings)
