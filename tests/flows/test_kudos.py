"""Kudos: given by command, form, shortcut and answer, joined, taken back, and read by a team."""

from __future__ import annotations

from office import BERLIN, NEW_YORK, fields_of, office_of, setup_answers
from salesbot import clock
from salesbot.config import Transport
from salesbot.people import queries as people
from salesbot.people import service as persons

WORDS = "for saving the Acme renewal"


async def kudos(office, who, text="", *, channel=None):
    """Type `/kudos` in the team's channel, and let everything happen that comes of it."""
    out = await asked(office, who, text, channel=channel)
    await office.settle()
    return out


async def asked(office, who, text="", *, channel=None):
    """Type `/kudos` in the team's channel, for the answer alone."""
    return await office.act(who).command("/kudos", text, channel=channel or office.emea)


def posts(office):
    """The posts in the team's channel as they stand."""
    return [one for one in office.slack.messages(office.emea, by_bots=True) if "kudos.me_too" in one.buttons]


def notes(office, who):
    """The private notes of thanks that somebody reads."""
    return [one for one in office.said(who) if "thanked you" in one or "thanked *you*" in one]


def words_of(out):
    """All that somebody read at once."""
    return "\n".join([*out.shown, out.message.words if out.message else "", str(out.view.body) if out.view else ""])


async def test_thanks_are_posted_told_and_joined(office):
    """One post for all to read, a note to each, me too by button and by reaction, and why says where it came from."""
    await office.set_up()
    out = await kudos(office, office.ana, f"@ben @cleo {WORDS} #teamwork")
    assert "reads your thanks to Ben and Cleo" in words_of(out)
    (post,) = posts(office)
    assert "*Ana* thanks *Ben* and *Cleo*" in post.words
    assert WORDS in post.words
    assert "*#teamwork* Makes a colleague's deal" in post.words
    assert len(notes(office, office.ben)) == len(notes(office, office.cleo)) == 1
    assert WORDS in notes(office, office.ben)[0]
    assert notes(office, office.ana) == []

    await office.act(office.dev).click(post, "kudos.me_too")  # in the channel's sight, in no team
    await office.settle()
    assert "*Ana* and one other thank *Ben*" in posts(office)[0].words
    eve = office.eve
    for who in (office.dev, eve, office.ana):  # counted already, of another company, the giver
        await office.act(who).react(posts(office)[0], "raised_hands")
    await office.settle()
    assert "and one other thank" in posts(office)[0].words
    await office.act(office.dev).unreact(posts(office)[0], "raised_hands")
    await office.settle()
    assert "*Ana* thanks *Ben*" in posts(office)[0].words
    await office.act(office.dev).react(posts(office)[0], "raised_hands::skin-tone-3")
    await office.act(office.dev).react(posts(office)[0], "eyes")
    await office.settle()
    assert "and one other thank" in posts(office)[0].words
    assert len(notes(office, office.ben)) == 1

    await office.act(office.ben).click(posts(office)[0], "kudos.me_too")
    await office.slack.settled()
    told = [one.text for one in office.slack.messages(office.emea) if one.ephemeral_for == office.ben.id]
    assert any("These thanks are for you" in one for one in told)
    why = await office.act(office.ben).command("/salesbot", "why")
    assert "I wrote to you: a colleague thanked you" in words_of(why)


async def test_what_cannot_be_given_is_answered_in_words_and_keeps_nothing(office):
    """Nobody named, oneself, guests, apps, other companies, too few words, unknown values: each with what to do."""
    await office.set_up()
    guest = office.slack.user("Gus", id="UGUS", is_restricted=True)
    for text, expected in {
        "for saving the Acme renewal": "Whom do you thank?",
        "@bne for saving the Acme renewal": "can't tell who @bne is",
        f"@ana {WORDS}": "for somebody else",
        f"@{guest.name} {WORDS}": "no full member here",
        f"@salesbot {WORDS}": "no full member here",
        f"@{office.eve.name} {WORDS}": "no full member here",
        "@ben thanks": "At least three words",
        f"@ben {WORDS} #teamwrok": "Did you mean #teamwork?",
        f"@ben {'very ' * 250}good": "fit. Could you shorten it?",
    }.items():
        assert expected in words_of(await asked(office, office.ana, text)), text
    assert "You are in no team right now" in words_of(await asked(office, office.dev, f"@ben {WORDS}"))
    assert posts(office) == []
    assert "you have thanked nobody yet" in words_of(await asked(office, office.ana, "mine"))


async def test_a_day_holds_five_acts_and_two_to_one_person(office):
    """The day is the giver's own: at midnight in New York there is room again, and not before."""
    await office.set_up()
    await office.at("2026-03-03T22:00", NEW_YORK)
    for number in range(2):
        assert "Done" in words_of(await asked(office, office.ben, f"@ana for the good advice no {number}"))
    assert "thanked Ana twice" in words_of(await asked(office, office.ben, "@ana @cleo for the third advice"))
    for number in range(3):
        who = "@cleo" if number < 2 else "@dev"
        out = words_of(await asked(office, office.ben, f"{who} for the demo no {number}"))
    assert "That was the last of 5 for today" in out
    assert "You have given 5 kudos today" in words_of(await asked(office, office.ben, f"@dev {WORDS}"))
    await office.at("2026-03-03T23:59", NEW_YORK)
    assert "You have given 5 kudos today" in words_of(await asked(office, office.ben, f"@dev {WORDS}"))
    await office.at("2026-03-04T00:00", NEW_YORK)
    assert "4 more fit into today" in words_of(await asked(office, office.ben, f"@ana {WORDS}"))
    await office.settle()
    assert len(posts(office)) == 6


async def test_undo_takes_the_post_the_notes_and_the_count(office):
    """By the button or the command within 24 hours; later it stays, and what is another's cannot be undone."""
    await office.set_up()
    out = await kudos(office, office.ana, f"@ben {WORDS}")
    assert len(posts(office)) == 1
    await office.act(office.ana).click(out.message, "kudos.undo")
    await office.settle()
    assert posts(office) == []
    assert notes(office, office.ben) == []
    assert "Taken back: your thanks to Ben" in office.slack.fresh(out.message).words
    again = await office.act(office.ana).click(out.message, "kudos.undo")
    assert again.acked
    assert "you have thanked nobody yet" in words_of(await asked(office, office.ana, "mine"))

    await kudos(office, office.ana, f"@ben {WORDS}")
    assert "Taken back" in words_of(await kudos(office, office.ana, "undo"))
    assert posts(office) == []
    assert "nothing to take back" in words_of(await asked(office, office.ana, "undo"))
    await kudos(office, office.ana, f"@ben {WORDS}")
    await office.at("2026-03-04T09:05", BERLIN)
    assert "more than 24 hours ago" in words_of(await kudos(office, office.ana, "undo"))
    assert len(posts(office)) == 1


async def test_the_form_gives_and_says_what_is_missing(office):
    """Bare it opens the form; bad input stands beside its field; the sent form has an Undo of its own."""
    await office.set_up()
    await asked(office, office.ana)
    view = await office.act(office.ana).view()
    out = await office.act(office.ana).submit(view, {"receivers": [office.ben.id, office.ana.id], "reason": WORDS})
    assert "somebody else" in out.errors["receivers"]
    out = await office.act(office.ana).submit(view, {"receivers": [office.ben.id], "reason": "thank you"})
    assert "At least three words" in out.errors["reason"]
    out = await office.act(office.ana).submit(
        view, {"receivers": [office.ben.id], "reason": "<!channel> you *saved* Acme", "values": ["honesty"]}
    )
    assert "reads your thanks to Ben" in words_of(out)
    await office.settle()
    (post,) = posts(office)
    assert "&lt;!channel&gt; you *saved* Acme" in post.words
    assert "#honesty" in post.words
    await office.act(office.ana).click(out.view, "kudos.undo")
    await office.settle()
    assert posts(office) == []


async def test_a_group_is_spelled_out_and_confirmed_first(office):
    """The form shows its people; too many are refused; nothing is given before it is sent."""
    await office.set_up()
    office.slack.group("emea-team", [office.ana, office.ben, office.cleo])
    crowd = [office.slack.user(f"P{number}") for number in range(11)]
    office.slack.group("crowd", crowd)
    await kudos(office, office.ana, f"@emea-team {WORDS} #teamwork")
    view = await office.act(office.ana).view()
    assert "These are the people of @emea-team" in str(view.body)
    assert posts(office) == []
    out = await office.act(office.ana).submit(view, {})
    assert "Ben and Cleo" in words_of(out)
    await office.settle()
    assert "*Ana* thanks *Ben* and *Cleo*" in posts(office)[0].words
    assert "@crowd makes 11 people" in words_of(await kudos(office, office.ana, f"@crowd {WORDS}"))


async def test_thank_for_this_names_the_author_and_links_back(office):
    """The shortcut opens the form with whoever wrote the message, and the post links to it."""
    await office.set_up()
    message = await office.act(office.ben).say("I have rewritten the offer for Nordwind", to=office.emea)
    await office.act(office.ana).shortcut("kudos.thank", message=message)
    view = await office.act(office.ana).view()
    out = await office.act(office.ana).submit(view, {"reason": "you did it overnight"})
    assert "thanks to Ben" in words_of(out)
    await office.settle()
    (post,) = posts(office)
    assert f"/archives/{office.emea.id}/p{message.ts.replace('.', '')}|The message it is about>" in post.words

    await office.act(office.ben).shortcut("kudos.thank", message=message)  # one's own: nobody is chosen
    view = await office.act(office.ben).view()
    assert "initial_users" not in str(view.body)


async def test_on_friday_a_helper_is_thanked_with_one_tap(office):
    """The form begins with what was said of who helped, and whom it names."""
    await office.act(office.ana).command("/salesbot", "setup")
    view = await office.act(office.ana).view()
    everybody = (office.ben, office.cleo)
    await office.act(office.ana).submit(view, setup_answers(office, everybody, wall="09:15") | {"templates": ["wins"]})
    await office.settle()
    await office.at("2026-03-06T15:00", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Who helped you?"), "checkin.answer")
    view = await office.act(office.ben).view()
    said = ("Won Acme on trust", "Ask early", "Cleo sat through the Acme call & <kept> calm")
    await office.act(office.ben).submit(view, dict(zip(fields_of(view), said, strict=True)))
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Cleo sat through"), "kudos.from_answer")
    view = await office.act(office.ben).view()
    out = await office.act(office.ben).submit(view, {})
    assert "reads your thanks to Cleo" in words_of(out)
    await office.settle()
    assert "*Ben* thanks *Cleo*\nCleo sat through the Acme call &amp; &lt;kept&gt; calm" in posts(office)[0].words


async def test_a_button_elsewhere_opens_the_form_with_whom_it_names(office):
    """What another room posts under this action is enough; one's own id, or nonsense, names nobody."""
    await office.set_up()
    for value, expected in {office.ben.id: True, office.ana.id: False, "nonsense": False}.items():
        button = {
            "type": "button",
            "action_id": "kudos.give",
            "value": value,
            "text": {"type": "plain_text", "text": "Go"},
        }
        told = await office.house.clients.posting.chat_postMessage(
            channel=office.ana.id, text="Thank somebody", blocks=[{"type": "actions", "elements": [button]}]
        )
        message = next(one for one in office.slack.messages(office.ana) if one.ts == told["ts"])
        await office.act(office.ana).click(message, "kudos.give")
        view = await office.act(office.ana).view()
        assert ("initial_users" in str(view.body)) is expected
        await office.act(office.ana).close(view)


async def test_board_and_values_are_the_teams_own(office):
    """Breadth for everybody; the left out and the switches for managers; edited values change nothing of before."""
    await office.set_up()
    await kudos(office, office.ana, f"@ben {WORDS} #teamwork")
    bens = words_of(await asked(office, office.ben, "board"))
    assert "One kudos from one person to another; the team has 3." in bens
    assert "#teamwork 1" in bens
    assert "Ana thanked Ben" in bens
    assert "Only the team's managers" not in bens
    assert "kudos.ranking" not in bens
    anas = await asked(office, office.ana, "board")
    assert "Only the team's managers read this" in words_of(anas)
    await office.act(office.ana).click(anas.message, "kudos.ranking")
    await office.slack.settled()
    assert "Thanked most: Ben 1" in office.slack.fresh(anas.message).words
    assert "Thanked most: Ben 1" in words_of(await asked(office, office.ben, "board"))

    await asked(office, office.ana, "values")
    view = await office.act(office.ana).view()
    out = await office.act(office.ana).submit(view, {"values": "grit"})
    assert "Line 1 needs a name" in out.errors["values"]
    out = await office.act(office.ana).submit(view, {"values": "grit: Calls once more\ncare: Asks how it went"})
    assert "#grit" in words_of(out)
    assert "*#grit* Calls once more" in words_of(await asked(office, office.ben, "values"))
    assert "#teamwork is none of your team's values" in words_of(
        await kudos(office, office.ben, f"@ana {WORDS} #teamwork")
    )
    await kudos(office, office.ben, f"@ana {WORDS} #grit")
    assert "*#teamwork*" in posts(office)[0].words
    assert "*#grit*" in posts(office)[1].words
    mine = words_of(await asked(office, office.ben, "mine"))
    assert "You were thanked once" in mine
    assert "#teamwork" in mine


async def test_several_teams_mean_a_choice_and_a_shared_channel_none(office):
    """Outside the channels the form asks which team; where another company reads, nothing is given."""
    await office.set_up()
    apac = office.slack.channel("apac-sales", members=[office.ana, office.ben, office.bot.bot])
    await office.act(office.ana).command("/salesbot", "setup", channel=apac)
    view = await office.act(office.ana).view()
    await office.act(office.ana).submit(view, {
        "name": "APAC Sales", "channel": apac.id, "managers": [office.ana.id], "members": [office.ben.id],
        "templates": [], "time": "09:15",
    })  # fmt: skip
    await office.settle()
    lobby = office.slack.channel("lobby", members=[office.ana])
    await kudos(office, office.ana, f"@ben {WORDS}", channel=lobby)
    view = await office.act(office.ana).view()
    assert posts(office) == []
    async with office.house.store.read() as db:
        emea = await people.team_in(db, "T_ACME", office.emea.id)
    await office.act(office.ana).click(view, "kudos.team", str(emea.id))
    await office.slack.settled()
    view = await office.act(office.ana).view()
    assert office.emea.id in str(view.body)
    out = await office.act(office.ana).submit(view, {})
    assert "Done" in words_of(out)
    await office.settle()
    assert len(posts(office)) == 1
    chooser = await asked(office, office.ana, "board", channel=lobby)
    await office.act(office.ana).click(chooser.message, f"kudos.board.{emea.id}")
    await office.slack.settled()
    assert "Kudos in EMEA Sales" in office.slack.fresh(chooser.message).words

    async with office.house.store.begin() as db:
        await persons.set_shared(db, "T_ACME", emea.channel_id, shared=True)
    assert "People of another company read #emea-sales" in words_of(await kudos(office, office.ana, f"@ben {WORDS}"))


async def test_without_the_optional_permissions_people_can_be_named(sqlite_url, now):
    """A group is refused in words that say to name people; the button joins where no reaction is told of."""
    clock.set_calendar(now)
    async with office_of(sqlite_url, Transport.SOCKET, without=("usergroups:read", "reactions:read")) as office:
        await office.set_up()
        office.slack.group("emea-team", [office.ben, office.cleo])
        out = words_of(await kudos(office, office.ana, f"@emea-team {WORDS}"))
        assert "Name the people themselves" in out
        await kudos(office, office.ana, f"@ben {WORDS}")
        await office.act(office.cleo).click(posts(office)[0], "kudos.me_too")
        await office.settle()
        assert "and one other" in posts(office)[0].words
