"""`/salesbot audit`: managers read what was changed in their teams, Slack's admins everything, others nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from salesbot import clock
from salesbot.app import noting as host
from salesbot.audit import service as audit
from salesbot.audit.model import Line
from salesbot.audit.rules import SALESBOT, SLACK, Verb
from salesbot.audit.service import Deed
from salesbot.desk.blocks import audited
from salesbot.desk.service.audit import A_PAGE, Naming
from salesbot.people import service as people

from .conftest import ACME, words


async def read(office, name, text="audit", **more):
    """What somebody reads who types it."""
    return await office.type(name, text, **more)


async def zoe_is_known(office, now):
    """The admin took part once, so that salesbot knows that she is one."""
    zoe = {"id": "UZOE", "team_id": ACME, "real_name": "Zoe", "tz": "Europe/Berlin", "is_admin": True}
    async with office.house.store.begin() as db:
        await people.meet(db, zoe, workspace_id=ACME, now=now)


async def test_a_manager_reads_sentences_on_their_own_clock(office):
    """Ana set it up at nine in Berlin; several people who came at once are one sentence, and things have names."""
    cleo = office.people["cleo"].id
    await office.set_up(members=[office.people["ben"].id, cleo], templates=["standup"])
    said = await read(office, "ana")
    assert "*Who changed what*" in said
    assert "*Today (Tue 3 Mar)*" in said
    assert "• 09:00 You set up *EMEA Sales*." in said
    assert f"• 09:00 You added <@UBEN> and <@{cleo}> to *EMEA Sales* as reps." in said
    assert "• 09:00 You made *Daily standup* for *EMEA Sales*." in said
    assert "Of the teams that you manage; times are on your clock (Europe/Berlin)." in said


async def test_only_those_who_lead_may_read_it(office, now):
    """Ben, who sells, is told what he can have instead; another team's manager reads nothing of this one."""
    await office.set_up()
    await zoe_is_known(office, now)
    west = office.slack.channel("west", members=[office.people["cleo"], office.bot.bot])
    await office.set_up("cleo", channel=west, name="West")
    assert "Only managers and Slack admins read this." in await read(office, "ben")
    assert "EMEA" not in await read(office, "cleo")
    for_zoe = await read(office, "zoe")
    assert "*EMEA Sales*" in for_zoe
    assert "*West*" in for_zoe


async def test_what_belongs_to_no_team_is_for_admins(office, now):
    """The host's work is told to Zoe, who answers for the workspace, and not to Ana."""
    await office.set_up()
    await zoe_is_known(office, now)
    async with office.house.store.begin() as db:
        await host.everywhere(db, Verb.KEYS_ROTATED, many=12, now=now)
    assert "Whoever hosts me put a new key in front, and sealed 12 things anew." in await read(office, "zoe")
    assert "new key" not in await read(office, "ana")


async def test_one_person_may_be_asked_for(office, now):
    """With a name only what that person did or what was done to them; anything else after it is refused in words."""
    await office.set_up()
    said = await read(office, "ana", "audit @ben")
    assert "as far as <@UBEN> had a part in it" in said
    assert "added <@UBEN>" in said
    assert "set up" not in said
    assert "audit @ben" in await read(office, "ana", "audit everything please")


async def test_older_pages_are_turned_to_and_back(office, now):
    """Each line stands on one page, oldest last, and rights are looked up again at each turn."""
    await office.set_up()
    team = await office.team()
    async with office.house.store.begin() as db:
        deeds = [
            Deed(workspace_id=ACME, verb=Verb.TEAM_RANKING, by="UBEN", at=now + timedelta(minutes=n), team_id=team.id,
                 object_id=team.id, how=f"x{'i' * n}")
            for n in range(2 * A_PAGE)
        ]  # fmt: skip
        await audit.note(db, *deeds)
    await office.act("ana").command("/salesbot", "audit")
    seen = []
    for _ in range(3):
        shown = office.slack.messages(office.people["ana"], by_bots=True)[-1]
        seen += [line for line in "\n".join(words(shown.blocks)).splitlines() if "ranking" in line]
        if "Older" in words(shown.blocks):
            await office.act("ana").click(shown, "desk.audit.older")
    assert len(seen) == len(set(seen)) == 2 * A_PAGE
    await office.act("ana").click(shown, "desk.audit.newest")
    shown = office.slack.messages(office.people["ana"], by_bots=True)[-1]
    assert "Newest" not in words(shown.blocks)


NAMED = Naming({"UANA": "Ana"}, {1: "EMEA"}, {("checkin", "7"): "Standup"})


class Bare:
    """Names as they are."""

    def person(self, member_id):
        """By name, if known."""
        return NAMED.people.get(member_id, member_id)

    def title(self, name):
        """As it is."""
        return name


def line(verb, by="UANA", object_id="7", **more):
    """A line of the log."""
    at = datetime(2026, 3, 3, 8, tzinfo=UTC)
    kind = str(verb).partition(".")[0]
    known = {"workspace_id": ACME, "object_kind": kind, "object_id": object_id, "team_id": 1, "how": "on", "many": 3}
    return Line(at=at, done_by=by, verb=str(verb), **(known | more))


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_is_one_sentence(verb):
    """Whoever did it: a capital, one full stop, no gap left open and no name of a column."""
    for by in ("UANA", "host", "slack", "salesbot", "XGONE12"):
        said = audited.sentence([line(verb, by, "UBEN" if verb.kind == "member" else "7")], NAMED, Bare())
        assert said[0].isupper()
        assert said.endswith(".")
        assert not any(one in said for one in ("{", "None", "..", "  ", "_"))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (line(Verb.MEMBER_ADDED, SLACK, "UANA", how="rep"), "Ana came into EMEA through Slack, as a rep."),
        (line(Verb.MEMBER_ADDED, object_id="UANA", how="manager"), "Ana added themselves to EMEA as a manager."),
        (line(Verb.MEMBER_FORGOTTEN, SALESBOT, "UBEN"), "I forgot UBEN again, whom a backup had brought back."),
        (line(Verb.CHECKIN_PUBLISHED, how="managers"),
         "Ana changed where Standup of EMEA is read: to the managers alone."),
        (line(Verb.CHECKIN_ENDED, object_id="8"), "Ana ended a check-in of EMEA."),
        (line(Verb.DATA_PURGED, SALESBOT, how="answers", many=None),
         "I let go of old rows, as their time was over: answers."),
        (line("goal.set"), "Ana: goal.set 7."),
    ],
)  # fmt: skip
def test_some_of_them_in_full(one, said):
    """They read as a colleague would say it; a verb of a newer salesbot is said as it is written."""
    assert audited.sentence([one], NAMED, Bare()) == said


async def test_names_in_it_stay_words(office):
    """A team that is called like a mention mentions nobody, and a day off for Ben is told without his words."""
    await office.set_up(name="<!channel> *now*")
    await office.type("ana", "away @ben 9-10 mar")
    said = await read(office, "ana")
    assert "<!channel>" not in said
    assert "You noted time away for <@UBEN>." in said
    assert clock.now().date() == date(2026, 3, 3)
