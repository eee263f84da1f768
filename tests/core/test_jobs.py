"""Background work: claimed once, survives a dead worker, fails with words, stops after three crashes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.rules import Actor
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import RedressError
from app.core.jobs import JobContext, enqueue, job
from app.core.jobs.models import Job, JobState
from app.core.jobs.runner import LostLease, run_due_jobs

SEEN: list[str] = []


@job("test.note")
def note(ctx: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    ctx.progress(1, 2, "half")
    SEEN.append(payload["text"])
    return {"text": payload["text"]}


@job("test.refuse")
def refuse(ctx: JobContext, payload: dict[str, Any]) -> None:
    raise RedressError("The file is empty. Choose another.")


@job("test.break")
def break_down(ctx: JobContext, payload: dict[str, Any]) -> None:
    raise ZeroDivisionError("secret inner words")


@job("test.overtaken")
def overtaken(ctx: JobContext, payload: dict[str, Any]) -> None:
    with db.get_engine().begin() as other:
        other.execute(sa.update(Job).where(Job.id == ctx.job_id).values(fence=Job.fence + 1))
    ctx.session.execute(sa.select(Job.id))
    with pytest.raises(LostLease):
        ctx.commit()
    SEEN.append("noticed")


@pytest.fixture(autouse=True)
def _forget() -> None:
    SEEN.clear()


def _queue(session: Session, kind: str, actor: Callable[..., Actor], **payload: Any) -> Job:
    row = enqueue(session, kind, payload, actor())
    session.commit()
    return row


def test_a_job_runs_once_and_keeps_its_result(
    session: Session, actor: Callable[..., Actor], run_jobs: Callable[[], int]
) -> None:
    row = _queue(session, "test.note", actor, text="hello")
    assert run_jobs() == 1
    assert run_jobs() == 0
    session.refresh(row)
    assert (row.state, row.result, SEEN) == (JobState.DONE, {"text": "hello"}, ["hello"])


def test_a_refusal_is_shown_in_its_own_words(
    session: Session, actor: Callable[..., Actor], run_jobs: Callable[[], int]
) -> None:
    row = _queue(session, "test.refuse", actor)
    run_jobs()
    session.refresh(row)
    assert (row.state, row.message) == (JobState.FAILED, "The file is empty. Choose another.")


def test_a_breakdown_gives_a_number_to_quote_and_no_inner_words(
    session: Session, actor: Callable[..., Actor], run_jobs: Callable[[], int]
) -> None:
    row = _queue(session, "test.break", actor)
    run_jobs()
    session.refresh(row)
    assert row.state is JobState.FAILED
    assert str(row.id) in row.message
    assert "secret" not in row.message


def test_a_dead_worker_s_job_is_taken_up_and_given_up_after_three_times(
    session: Session, actor: Callable[..., Actor], run_jobs: Callable[[], int]
) -> None:
    row = _queue(session, "test.note", actor, text="again")
    row.state, row.lease_until, row.attempts = JobState.RUNNING, utcnow() - timedelta(minutes=5), 2
    session.commit()
    assert run_jobs() == 1
    row.state, row.finished_at, row.attempts = JobState.RUNNING, None, 3
    row.lease_until = utcnow() - timedelta(minutes=5)
    session.commit()
    run_jobs()
    session.refresh(row)
    assert row.state is JobState.FAILED
    assert SEEN == ["again"]


def test_a_running_job_is_left_alone(
    session: Session, actor: Callable[..., Actor], run_jobs: Callable[[], int]
) -> None:
    row = _queue(session, "test.note", actor, text="mine")
    row.state, row.lease_until = JobState.RUNNING, utcnow() + timedelta(minutes=1)
    session.commit()
    assert run_jobs() == 0


def test_a_worker_that_lost_its_lease_cannot_commit(
    session: Session, actor: Callable[..., Actor], run_jobs: Callable[[], int]
) -> None:
    row = _queue(session, "test.overtaken", actor)
    run_jobs()
    session.refresh(row)
    assert SEEN == ["noticed"]
    assert row.state is JobState.RUNNING


@pytest.mark.postgres
def test_four_workers_run_forty_jobs_once_each(
    pg_url: str, settings: Settings, actor: Callable[..., Actor]
) -> None:
    from dataclasses import replace

    from app import create_app

    app: Flask = create_app(replace(settings, database_url=pg_url))
    with app.app_context():
        for number in range(40):
            enqueue(db.session, "test.note", {"text": str(number)}, actor())
        db.session.commit()
    threads = [threading.Thread(target=run_due_jobs, args=(app,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(SEEN, key=int) == [str(number) for number in range(40)]
    with app.app_context():
        db.get_engine().dispose()
