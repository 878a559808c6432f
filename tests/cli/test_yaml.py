"""The little YAML of the manifest."""

from __future__ import annotations

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from salesbot.cli.yaml import dump

texts = some.text(some.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
scalars = texts | some.sampled_from(["yes", "no", "on", "null", "~", "1", "1e3", "0x1f", "2026-03-03", "a: b", "- a"])
leaves = scalars | some.booleans() | some.integers()
values = some.recursive(
    leaves,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(scalars, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(some.dictionaries(scalars, values, min_size=1, max_size=5))
def test_what_is_written_is_what_is_read(value):
    """Any map comes back from a YAML reader as it went out, whatever its texts look like."""
    assert yaml.safe_load(dump(value)) == value


def test_it_reads_well():
    """Plain words stay plain, and everything else is quoted."""
    assert dump({"name": "salesbot", "ask": ["Who?", "im:write"], "on": True}) == (
        'name: salesbot\nask:\n  - "Who?"\n  - im:write\n"on": true\n'
    )
