"""A worker that is killed (SIGKILL) at one step of making a letter's files.

`python -m tests.support.killed_worker DATA_DIR STEP`; steps count from 1. Without a kill it ends with status 0.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import create_app
from app.config import Settings
from app.core import once
from app.core.jobs import runner
from app.letters import jobs
from app.letters.digital import finisher


class Steps:
    """Everything that changes something for good, counted; `reached` is called before and after each."""

    def __init__(self, reached: Callable[[int], None]) -> None:
        self.count, self._reached = 0, reached

    def watched(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same act, counted."""

        def step(*given: Any, **named: Any) -> Any:
            self._next()
            answer = act(*given, **named)
            self._next()
            return answer

        return step

    def _next(self) -> None:
        self.count += 1
        self._reached(self.count)

    def install(self, patch: Callable[[object, str, object], None]) -> None:
        """Watch signing, storing under either name, recording, and clearing up."""
        real = finisher
        patch(jobs, "finisher", lambda *given: self.watched(real(*given)))
        patch(once, "_link", self.watched(once._link))
        patch(runner._Context, "commit", self.watched(runner._Context.commit))
        patch(once.Once, "done", self.watched(once.Once.done))


def main() -> int:
    """Run what is due; die at the step that was named."""
    data, step = Path(sys.argv[1]), int(sys.argv[2])

    def reached(count: int) -> None:
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    Steps(reached).install(setattr)
    settings = Settings(
        data_dir=data,
        database_url=f"sqlite:///{data / 'redress.sqlite'}",
        secret_key=os.environ["REDRESS_TEST_SECRET"],
        public_url="http://localhost",
        testing=True,
        template_cache=Path(os.environ["REDRESS_TEST_TEMPLATES"]),
    )
    runner.run_due_jobs(create_app(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
