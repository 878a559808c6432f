"""Boards that are shown: promised where they are new, and drawn anew where they stand."""

from __future__ import annotations

from salesbot.outbox import service
from salesbot.room import Message


async def show(office, *boards):
    async with office.store.begin() as db:
        await service.show(db, *boards)


async def test_a_new_board_is_posted_and_a_standing_one_is_updated(office):
    """The first showing posts, the next one changes that very message."""
    office.says["one"] = Message("first")
    await show(office, office.board("one"))
    assert await office.sender().drain(5)

    office.says["one"] = Message("second")
    await show(office, office.board("one"))
    assert await office.sender().drain(5)

    assert office.texts(office.channel) == ["second"]
    assert (office.sent(), office.sent("chat.update")) == (1, 1)


async def test_a_showing_of_many_mixes_new_and_standing(office):
    """New and standing boards in one showing, a child with its parent: each is there once, the child in the thread."""
    office.says |= {name: Message(name) for name in ("page", "more")}
    await show(office, office.board("page"))
    assert await office.sender().drain(5)

    await show(office, office.board("page"), office.board("more", parent_key="board.page"))
    assert await office.sender().drain(5)

    said = office.slack.messages(office.channel, by_bots=True)
    assert sorted(one.text for one in said) == ["more", "page"]
    page, more = (next(one for one in said if one.text == name) for name in ("page", "more"))
    assert more.thread_ts == page.ts


async def test_a_board_that_is_shown_twice_at_once_is_one(office):
    """The same board twice in one showing is posted once, and updated once where it stands."""
    office.says["one"] = Message("first")
    await show(office, office.board("one"), office.board("one"))
    assert await office.sender().drain(5)
    office.says["one"] = Message("second")
    await show(office, office.board("one"), office.board("one"))
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["second"]
    assert (office.sent(), office.sent("chat.update")) == (1, 1)


async def test_what_was_withdrawn_stays_away(office):
    """A board that was taken back before it was posted is not brought back by showing or dirtying it."""
    office.says["gone"] = Message("gone")
    await office.promise(office.board("gone"))
    async with office.store.begin() as db:
        await service.withdraw(db, "TACME", "board.gone")
    await show(office, office.board("gone"))
    await office.dirty("gone")
    assert await office.sender().drain(5)

    row = await office.row("board.gone")
    assert (row.state, row.version) == ("withdrawn", 1)
    assert office.texts(office.channel) == []


async def test_a_dead_board_gets_another_chance(office):
    """Something new to say is a new try: the old trouble is forgotten."""
    office.says["ill"] = Message("well")
    await office.promise(office.board("ill"))
    async with office.store.begin() as db:
        row = await service.queries.delivery(db, "TACME", "board.ill")
        row.state, row.error, row.error_times, row.plain = "dead", "invalid_blocks", 3, True
    await office.dirty("ill")

    row = await office.row("board.ill")
    assert (row.state, row.error, row.error_times, row.plain, row.version) == ("waiting", "", 0, False, 2)
