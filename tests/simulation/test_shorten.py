"""The shortener of stories finds what matters."""

from __future__ import annotations

from shorten import shortest, told


def test_only_what_matters_is_left():
    """Two steps far apart fail together; the first one always begins."""
    steps = [f"step {number}" for number in range(50)]
    tried = []

    def fails(some):
        tried.append(some)
        return {"step 7", "step 41"} <= set(some)

    assert shortest(steps, fails) == ["step 0", "step 7", "step 41"]
    assert len(tried) < 100


def test_steps_are_read_from_what_is_reported():
    """From one error, and from several at once; the end is no step."""
    error = AssertionError("wrong")
    error.add_note("Failing test case: <state machine>\nstate = Machine()\nstate.beats()\nstate.teardown()")
    assert told(error) == [["state.beats()"]]
    assert told(ExceptionGroup("two", [error, error])) == [["state.beats()"]] * 2
    assert told(ValueError("nothing")) == []
