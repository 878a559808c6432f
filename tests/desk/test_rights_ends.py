"""Every table either ends some day, or stays for a reason that can be said."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import event

from salesbot import features
from salesbot.app import forgetting
from salesbot.config import Settings
from salesbot.store import Base, receipts

PRIVACY = Path(__file__).parents[2] / "docs" / "privacy.md"
BY_ITSELF = "by itself"  # forgetting.forget_old and receipts.purge

# What ends: by the kind of data whose purge deletes it or takes its words, or by itself, without a setting.
ENDS = {
    "answers": "answers", "drafts": "answers", "blockers": "blockers", "kudos": "kudos", "reflections": "reflections",
    "commitments": "coaching", "coachings": "coaching", "coaching_weeks": "coaching", "one_to_ones": "one_to_ones",
    "coaching_questions": "one_to_ones", "audit_lines": "audit", "decisions": BY_ITSELF, "riders": BY_ITSELF,
    "deliveries": BY_ITSELF, "proposals": BY_ITSELF, "occurrences": BY_ITSELF, "receipts": BY_ITSELF,
}  # fmt: skip
# What goes with a row of another table, or is about one.
WITH = {"copies": "deliveries", "one_to_one_actions": "one_to_ones"}
WORDS_OF_TIPS = "shared for good: a tip stays until its author or a manager withdraws it, or its author is forgotten"
COUNTED = "others count on it: no words, only that somebody took part; an erasure makes it a stand-in's"
SETTING = "a choice or a state that holds today: one row each, changed in place"
STAYS = {
    "tips": WORDS_OF_TIPS, "tip_uses": WORDS_OF_TIPS, "tip_useful": WORDS_OF_TIPS, "tip_words": WORDS_OF_TIPS,
    "tip_pieces": WORDS_OF_TIPS, "asks": COUNTED, "rounds": COUNTED, "digests": COUNTED, "told": COUNTED,
    "kudos_thanked": COUNTED, "kudos_lived": COUNTED, "kudos_me_too": COUNTED, "aways": COUNTED,
    "memberships": COUNTED, "workspaces": SETTING, "members": SETTING, "teams": SETTING, "appointments": SETTING,
    "plans": SETTING, "seats": SETTING, "restraints": SETTING, "checkins": SETTING, "questions": SETTING,
    "invited": SETTING, "kudos_ways": SETTING, "coached_teams": SETTING, "coachees": SETTING,
    "coaching_prompts": SETTING, "coaching_words": SETTING, "lanes": SETTING, "paused_targets": SETTING,
    "processes": SETTING, "key_probes": SETTING, "slack_bots": SETTING, "slack_installations": SETTING,
    "slack_oauth_states": "an install that was begun: names nobody, and goes when it is done or the next one begins",
    "forgotten": "who was forgotten, by id alone: a backup that is put back has to be told for good",
}  # fmt: skip


def test_every_table_ends_or_says_why_not():
    """A new table stands in exactly one of the three lists."""
    features.load_tables()
    listed = [*ENDS, *WITH, *STAYS]
    tables = {table.name for table in Base.metadata.sorted_tables}
    assert sorted(listed) == sorted(set(listed))
    assert sorted(tables - set(listed)) == [], "say in ENDS, WITH or STAYS what becomes of these"
    assert sorted(set(listed) - tables) == [], "these are gone"
    assert set(WITH.values()) <= set(ENDS)


async def test_what_ends_is_what_the_purges_take(store, now):
    """Each kind that is named here deletes or empties the tables that are said to end with it; no kind ends nothing."""
    touched = await _touched(store, now)
    missing = {(table, kind) for table, kind in ENDS.items() if table not in touched[kind]}
    assert not missing
    assert set(touched) == set(ENDS.values())


async def _touched(store, now):
    said = []

    def hear(_connection, _cursor, statement, *_rest):
        said.append(statement)

    found = {}
    for engine in {store._engines.writing.sync_engine, store._engines.reading.sync_engine}:
        event.listen(engine, "before_cursor_execute", hear)
    for kind, _ in forgetting.kinds(features.rooms(), Settings(_env_file=None)):
        async with store.begin() as db:
            await kind.purge(db, now, store.batch)
        found[kind.name] = _tables(said)
    await forgetting.forget_old(store, now=now)
    async with store.begin() as db:
        await receipts.purge(db, now=now)
    return found | {BY_ITSELF: _tables(said)}


def _tables(said):
    found = set(re.findall(r"\b(?:FROM|UPDATE) (\w+)", "\n".join(said)))
    said.clear()
    return found


def test_the_page_about_privacy_names_every_kind():
    """What the settings can change is on the page that people read, with the days it is kept."""
    page = PRIVACY.read_text(encoding="utf-8")
    rows = {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| ")}
    for kind, days in forgetting.kinds(features.rooms(), Settings(_env_file=None)):
        assert kind.name in rows, f"docs/privacy.md has no row {kind.name}"
        assert f"{days} days" in rows[kind.name], f"docs/privacy.md does not say how long {kind.name} are kept"
