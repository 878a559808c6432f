"""The home tab: what is open and what comes, a manager's team, and settings that take effect at once."""

from __future__ import annotations

from office import BERLIN, NEW_YORK, fields_of


def words(view):
    """All that somebody reads on their home."""
    return "\n".join(text for block in view.blocks for text in _texts(block))


def _texts(block):
    own = block.get("text")
    found = [own["text"] if isinstance(own, dict) else own] if own else []
    inner = [*block.get("elements", ()), *block.get("fields", ()), *filter(None, [block.get("accessory")])]
    return [*found, *(text for one in inner for text in _texts(one))]


async def home(office, who):
    """What somebody sees when they open it."""
    await office.act(who).open_home()
    return await looked(office, who)


async def looked(office, who):
    """What stands there now."""
    await office.settle()
    await office.house.doors.drain(5)
    view = office.act(who).home()
    assert view is not None, "nothing was published"
    return view


def published(office):
    """How often a home was published."""
    return len([call for call in office.slack.calls if call.method == "views.publish"])


async def test_a_rep_answers_and_sets_everything_from_home(office):
    """What is open has its button; the answer, a blocker's end and new settings show at once, and nothing is pushed."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    assert published(office) == 0
    view = await home(office, office.ben)
    assert "Hello, Ben" in words(view)
    assert "Tuesday 3 March · open until 14:00" in words(view)
    await office.act(office.ben).click(view, "checkin.answer")
    form = await office.act(office.ben).view()
    await office.act(office.ben).submit(form, dict(zip(fields_of(form), ("Met Acme", "Offer", "Legal"), strict=True)))
    view = await looked(office, office.ben)
    assert "All answered. Thank you." in words(view)
    assert "Legal · since today" in words(view)
    await office.act(office.ben).click(view, "blocker.resolve")
    view = await looked(office, office.ben)
    assert "Legal" not in words(view)

    await office.act(office.ben).click(view, "desk.me_open")
    form = await office.act(office.ben).view()
    await office.act(office.ben).submit(form, {"quiet_from": "18:00"})
    view = await looked(office, office.ben)
    assert "Quiet from 18:00 to 07:00" in words(view)
    await office.act(office.ben).click(view, "digest.settings")
    form = await office.act(office.ben).view()
    await office.act(office.ben).submit(form, {"own_week": ["on"]})
    assert "Your own week comes on Fridays" in words(await looked(office, office.ben))

    before = published(office)
    await office.at("2026-03-04T09:15", NEW_YORK)
    assert published(office) == before
    assert office.act(office.cleo).home() is None


async def test_a_manager_sees_the_team_at_a_glance(office):
    """Bars by day, who is missing, what is in the way, the people, and the buttons that change all of it."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.answer(office.ana, "Hired a rep", "Reviews", "")
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ana).command("/salesbot", "away @cleo 4 mar")
    await office.at("2026-03-04T09:00", BERLIN)
    view = await home(office, office.ana)
    for said in ("1 of 2 answered (50 %); 1 missing", "`Tue 3 Mar` ▰▰▰▰▰▱▱▱▱▱ 1 of 2", "Missing so far: Ben",
                 "3 people; away today: Cleo", "The week of *EMEA Sales* is posted on Fridays at 16:00"):  # fmt: skip
        assert said in words(view)
    doors = {"checkin.edit.1": "checkin.editor", "desk.team_edit": "desk.team_form",
             "desk.team_settings": "desk.team_settings", "digest.settings": "digest.settings"}  # fmt: skip
    for action, opens in doors.items():
        await office.act(office.ana).click(view, action)
        form = await office.act(office.ana).view()
        assert form.body["callback_id"] == opens
        await office.act(office.ana).close(form)
        await office.slack.settled()


async def test_who_is_in_no_team_reads_what_to_do(office):
    """Before there is a team, who could make one; then who could add them; a guest and a stranger read one sentence."""
    assert "There is none here to join. Type `/salesbot setup`" in words(await home(office, office.dev))
    await office.set_up()
    view = await home(office, office.dev)
    assert "*EMEA Sales*: ask <@UANA>" in words(view)
    gus = office.slack.user("Gus", id="UGUS", is_restricted=True)
    for outsider in (gus, office.eve):
        view = await home(office, outsider)
        assert words(view).startswith("I work for the full members of this workspace only")
        assert len(view.blocks) == 1


async def test_a_slack_that_fails_does_no_harm(office):
    """Publishing fails: the door was acked all the same, and the next look shows it."""
    await office.set_up()
    office.slack.fault("views.publish", "error", error="fatal_error", times=1)
    await office.act(office.ben).open_home()
    await office.settle()
    await office.house.doors.drain(5)
    assert "Hello, Ben" in words(await home(office, office.ben))
    await office.act(office.ben).open_home(tab="messages")
    before = published(office)
    await office.settle()
    assert published(office) == before
