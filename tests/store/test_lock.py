"""One salesbot a SQLite file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from salesbot.errors import StoreError
from salesbot.store.lock import hold

HOLDER = """
import sys, time
from salesbot.store.lock import hold
with hold(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the file."""
    command = [sys.executable, "-c", HOLDER, f"sqlite:///{tmp_path}/salesbot.db"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603  our own words
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_salesbot_is_refused_and_told_by_whom(holder, tmp_path):
    """Whoever starts salesbot twice on one file reads which process has it."""
    with pytest.raises(StoreError, match=rf"in use by another salesbot \(process {holder.pid}\)"):  # noqa: SIM117  two stories
        with hold(f"sqlite:///{tmp_path}/salesbot.db"):
            pytest.fail("two at once")


def test_a_killed_salesbot_leaves_no_lock(holder, tmp_path):
    """After a kill -9 the next start needs no tidying up by hand."""
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with hold(f"sqlite:///{tmp_path}/salesbot.db"):
        pass


def test_another_file_is_another_salesbot(holder, tmp_path):
    """A lock is on one file, not on the machine."""
    with hold(f"sqlite:///{tmp_path}/other.db"):
        pass


def test_one_file_by_two_names_is_one_database(holder, tmp_path):
    """A link to the file is no way around its lock."""
    (tmp_path / "salesbot.db").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "link.db").symlink_to(tmp_path / "salesbot.db")
    with pytest.raises(StoreError, match=rf"in use by another salesbot \(process {holder.pid}\)"):  # noqa: SIM117  two stories
        with hold(f"sqlite:///{tmp_path}/elsewhere/link.db"):
            pytest.fail("two at once")


def test_a_lock_that_cannot_be_opened_says_what_to_do(tmp_path):
    """It may be another user's."""
    (tmp_path / "salesbot.db.run.lock").mkdir()
    with pytest.raises(StoreError, match="cannot be opened: "):  # noqa: SIM117  two stories
        with hold(f"sqlite:///{tmp_path}/salesbot.db"):
            pytest.fail("without a lock")


def test_postgresql_takes_any_number():
    """Several processes may run on one PostgreSQL."""
    with hold("postgresql://db.example/sales"), hold("postgresql://db.example/sales"):
        pass
