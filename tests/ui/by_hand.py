"""A runner that keeps every job until the test runs it."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from kdesk.domain.problem import Problem
from kdesk.jobs.runner import Progress, Runner


class RunnerByHand(Runner):
    """Nothing begins of itself; `held` are the jobs, with what their callers hold of them."""

    def __init__(self) -> None:
        self.held: list[tuple[Callable[[Progress], Any], Future[Any]]] = []
        self.ran = 0

    def start(self, job: Callable[[Progress], Any], **_: object) -> Future[Any]:
        self.held.append((job, Future()))
        return self.held[-1][1]

    def run(self) -> None:
        """Run the job that waits the longest."""
        job, future = self.held.pop(0)
        self.ran += 1
        try:
            future.set_result(job(Progress()))
        except Problem as problem:
            future.set_exception(problem)
