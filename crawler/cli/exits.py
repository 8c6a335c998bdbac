"""The boundary at which errors become one clear message and an exit code (docs/exit-codes.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from crawler.printable import printable


class Stop(click.ClickException):
    """Ends a command with a message on stderr and an exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(printable(message))
        self.exit_code = code  # type: ignore[misc]  # click's own way to set it


@contextmanager
def boundary() -> Iterator[None]:
    """Turn the errors a command may meet into one message and a documented exit code."""
    try:
        yield
    except Exception as error:
        from crawler.problems import problem_of  # knows the errors of every module: no command waits for them all

        problem = problem_of(error)
        if problem is None:
            raise
        raise Stop(problem.message, problem.code) from error
