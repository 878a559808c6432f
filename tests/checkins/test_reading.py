"""Who may read what somebody answered, from values alone."""

from __future__ import annotations

from itertools import product

import pytest

from salesbot.checkins.rules.reading import Reader, Sight, sight
from salesbot.people.rules import Role

EVERYBODY = [
    (Reader(who, admin=admin, guest=guest, active=active), role, shared)
    for who, admin, guest, active, role, shared in product(
        ["UBEN", "UCLEO"], [False, True], [False, True], [True, False], [*Role, None], [False, True]
    )
]


@pytest.mark.parametrize(("reader", "role", "shared"), EVERYBODY, ids=str)
def test_rights_hold_for_everybody(reader, role, shared):
    """Said once more in other words than the rule's own: who is gone reads nothing, each their own, managers all."""
    seen = sight(reader, of="UBEN", role=role, shared=shared)
    if not reader.active:
        assert seen is Sight.NOTHING
    elif reader.member_id == "UBEN" or reader.admin:
        assert seen is Sight.ALL
    elif reader.guest:
        assert seen is Sight.NOTHING
    else:
        together = Sight.PUBLISHED if shared else Sight.NOTHING
        expected = {"manager": Sight.ALL, "rep": together, "observer": together}
        assert seen is expected.get(role, Sight.NOTHING)
