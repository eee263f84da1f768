"""`/healthz` (the process answers), `/readyz` (it can work) and the progress of background jobs."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify, render_template

from app.core.db import db
from app.core.errors import NotFound
from app.core.jobs.models import Job
from app.core.storage import current_store
from app.core.web.access import EVERYONE, declare

bp = Blueprint("status", __name__)


@bp.get("/healthz")
@declare(EVERYONE)
def healthz() -> Response:
    """The process is up."""
    return jsonify(status="ok")


@bp.get("/readyz")
@declare(EVERYONE)
def readyz() -> tuple[Response, int]:
    """The database answers and the file store can be written."""
    checks = {"database": _database_answers(), "files": _files_writable()}
    ready = all(checks.values())
    return jsonify(status="ok" if ready else "not ready", checks=checks), 200 if ready else 503


def _database_answers() -> bool:
    try:
        db.session.execute(sa.text("SELECT version_num FROM alembic_version"))
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _files_writable() -> bool:
    try:
        current_store().put(b"readiness probe")
    except OSError:
        return False
    return True


@bp.get("/jobs/<uuid:job_id>")
@declare("read")
def job_progress(job_id: UUID) -> str:
    """The progress of one job, as the fragment that a waiting page asks for."""
    job = db.session.get(Job, job_id)
    if job is None:
        raise NotFound("There is no such work.")
    return render_template("components/job_fragment.html", job=job)
