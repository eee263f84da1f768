"""Background work: rows in the database are the truth, the queue only wakes the worker."""

from app.core.jobs.registry import JobContext, job
from app.core.jobs.service import enqueue

__all__ = ["JobContext", "enqueue", "job"]
