"""What a process does before it serves."""

from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from salesbot.allowed import Role
from salesbot.cli.run import step_back

_STEP = (
    "import os, sys; from salesbot.allowed import Role; from salesbot.cli.run import step_back;"
    "step_back(Role(sys.argv[1])); print(os.nice(0))"
)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no niceness")
@pytest.mark.parametrize(("role", "steps"), [("all", 0), ("web", 0), ("worker", 10)])
def test_only_a_worker_steps_back_for_the_doors(role, steps):
    """Answers are waited for by people, and a worker's turn by nobody; 19 is as far back as it goes."""
    after = subprocess.check_output([sys.executable, "-c", _STEP, role])  # noqa: S603  our own words
    assert int(after) == min(os.nice(0) + steps, 19)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no niceness")
def test_a_worker_that_may_not_step_back_works_all_the_same(monkeypatch):
    """A system call filter, as that of our systemd unit, refuses to change one's priority: no reason not to start."""

    def refused(_by):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "nice", refused)
    step_back(Role.WORKER)
