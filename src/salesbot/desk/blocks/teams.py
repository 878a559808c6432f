"""A team and its people, and the form that changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import dates
from salesbot.desk import places
from salesbot.desk.blocks.team_settings import AWAY, OPEN
from salesbot.desk.rules import OUT
from salesbot.people.rules import Role, zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from salesbot.desk.service.teams import Changed, Shown
    from salesbot.people.model import Team
    from salesbot.people.queries import Place
    from salesbot.room import Block

EDIT, FORM, CHOSEN = "desk.team_edit", "desk.team_form", "desk.team_chosen"
CONFIRM, CONFIRMED = "desk.shared_confirm", "desk.shared_confirmed"
# People on one page: their lines stay far below what Slack takes in one message.
PAGE = 40
# A section takes 3,000 characters; a line stays far below that.
_SECTION, _NOTICE = 2_800, 160

ROLES = {
    Role.MANAGER: "Manager: asked, sees every answer, changes the team",
    Role.REP: "Rep: asked",
    Role.CONTRIBUTOR: "Contributor: asked only what is meant for them",
    Role.OBSERVER: "Observer: reads reports, is never asked",
}
_HEADED = {
    Role.MANAGER: "Managers", Role.REP: "Reps", Role.CONTRIBUTOR: "Contributors", Role.OBSERVER: "Observers",
}  # fmt: skip


def team(shown: Shown, *, page: int, typed: str, now: datetime) -> Message:
    """Who is in the team, in which role, what time it is for them, and who is away."""
    pages = max(1, -(-len(shown.places) // PAGE))
    page = min(max(page, 1), pages)
    some = shown.places[(page - 1) * PAGE : page * PAGE]
    heading = f"*{kit.name(shown.team.name)}* in {kit.channel(shown.team.channel_id)}, {_count(len(shown.places))}"
    blocks = [kit.section(heading), *_people(shown, some, now=now)]
    if pages > 1:
        blocks.append(kit.context(f"Page {page} of {pages}. `{typed} {page % pages + 1}` shows the next."))
    blocks += _to_do(shown)
    return Message(f"{kit.name(shown.team.name)}: {_count(len(shown.places))}", blocks)


def _count(number: int) -> str:
    return "one person" if number == 1 else f"{number} people"


def _people(shown: Shown, some: Sequence[Place], *, now: datetime) -> Iterator[Block]:
    for role, heading in _HEADED.items():
        lines = [_line(shown, place, now=now) for place in some if place.role is role]
        if lines:
            yield from (kit.section(text) for text in _sections([f"*{heading}*", *lines]))


def _sections(lines: Sequence[str]) -> list[str]:
    """Lines in as few texts as Slack takes."""
    texts = [lines[0]]
    for line in lines[1:]:
        if len(texts[-1]) + len(line) < _SECTION:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return texts


def _line(shown: Shown, place: Place, *, now: datetime) -> str:
    member = place.member
    local = now.astimezone(zone_or(member.zone))
    words = f"• {kit.mention(member.id)} · {local:%a %H:%M} in {places.city(member.zone)}"
    spans = [dates.Span(one.first_day, one.last_day) for one in shown.aways.get(member.id, ())]
    coming = [span for span in spans if span.last >= local.date()][:2]
    if coming:
        words += " · :palm_tree: away " + ", ".join(dates.say(span, today=local.date()) for span in coming)
    elif member.status_away_until is not None and member.status_away_until > now:
        words += " · :palm_tree: away (Slack status)"
    if member.paused_until is not None and member.paused_until > now:
        until = member.paused_until.astimezone(zone_or(member.zone)).date()
        words += f" · :pause_button: paused until {dates.say_day(until, today=local.date())}"
    if member.id in shown.notices:
        words += f" · :mute: {kit.name(kit.shorten(shown.notices[member.id], _NOTICE))}"
    return words


def _to_do(shown: Shown) -> list[Block]:
    if not shown.may_manage:
        return []
    value = str(shown.team.id)
    blocks: list[Block] = []
    if not shown.team.may_publish:
        words = ":warning: This channel is shared with another company, so I publish nothing in it."
        blocks.append(kit.section(words, kit.button("Publish all the same…", CONFIRM, value=value)))
    buttons = (("Add or change people", EDIT), ("Time away", AWAY), ("Team settings", OPEN))
    return [*blocks, kit.actions(*(kit.button(text, action, value=value) for text, action in buttons))]


def choose(teams: Sequence[Team], *, page: int) -> Message:
    """Somebody in several teams says which one they mean; then they see the page that they asked for."""
    buttons = [kit.button(one.name, f"{CHOSEN}.{one.id}", value=f"{one.id}/{page}") for one in teams[:25]]
    return Message(
        "Which team?", [kit.section("You are in several teams. Which one do you mean?"), kit.actions(*buttons)]
    )


def form(shown: Shown) -> Block:
    """Add people; give others a role, or take them out."""
    team_ = shown.team
    roles = [kit.option(words, role) for role, words in ROLES.items()]
    out = kit.option("Take out of the team", OUT)
    blocks = [
        kit.section(f"*{kit.name(team_.name)}* in {kit.channel(team_.channel_id)}"),
        kit.input_block(
            "Add", kit.multi_users("Choose people", "add", most=100), block_id="add", optional=True
        ),
        kit.input_block("as", kit.static("Role", "add_role", options=roles, initial=Role.REP), block_id="add_role"),
        kit.divider(),
        kit.input_block(
            "Change", kit.multi_users("Choose people", "who", most=100), block_id="who", optional=True,
            hint="What they answered so far stays.",
        ),
        kit.input_block(
            "to", kit.static("A role, or out", "what", options=[*roles, out]), block_id="what", optional=True,
        ),
    ]  # fmt: skip
    if team_.everyone:
        blocks.append(kit.context("People who join the channel join the team. Whom you take out stays out."))
    return kit.modal("People", blocks, callback_id=FORM, submit="Save", private_metadata=str(team_.id))


def changed(done: Changed) -> Block:
    """What was changed, said back."""
    parts = [
        f"{verb} {', '.join(kit.mention(one) for one in ids)}."
        for verb, ids in (("Added", done.joined), ("Took out", done.left), ("Gave a new role to", done.roles))
        if ids
    ]
    parts += _unmet(done)
    words = "\n".join(parts) or "Nothing changed: they had that role already."
    return kit.modal(
        "People", [kit.section(f"*{kit.name(done.team.name)}*\n{words}")], callback_id="desk.done", close="Done"
    )


def _unmet(done: Changed) -> Iterator[str]:
    there, absent = (", ".join(kit.mention(one) for one in ids) for ids in (done.there, done.absent))
    if there:
        yield f"In the team already, and left as they were: {there}. *Change* gives somebody another role."
    if absent:
        yield f"Not in the team yet, so there was nothing to change: {absent}."


def confirm(team_: Team) -> Block:
    """The form in which a manager names a shared channel before anything is published in it."""
    words = (
        f":warning: People of another company read *#{kit.name(team_.channel_name)}*. "
        "They would see what your team answers."
    )
    blocks = [kit.section(words), kit.text_input("Type the channel's name to go on", "confirm")]
    return kit.modal(
        "Shared channel", blocks, callback_id=CONFIRMED, submit="Publish there", private_metadata=str(team_.id)
    )


def confirmed(team_: Team) -> Block:
    """Said back."""
    words = f"From now on I publish in {kit.channel(team_.channel_id)}, though it is shared."
    return kit.modal("Shared channel", [kit.section(words)], callback_id="desk.done", close="Done")


def now_shared(team_: Team) -> Message:
    """The note to a manager when a team's channel becomes shared."""
    words = (
        f":warning: {kit.channel(team_.channel_id)} is now shared with another company. So that nobody outside reads "
        f"your team's answers, *{kit.name(team_.name)}* publishes nothing there until a manager confirms it."
    )
    button = kit.button("Publish all the same…", CONFIRM, value=str(team_.id))
    return Message(f"#{kit.name(team_.channel_name)} is now shared with another company", [kit.section(words, button)])


def no_manager(team_: Team) -> Message:
    """The note to the admins when a team's last manager left."""
    words = (
        f"*{kit.name(team_.name)}* in {kit.channel(team_.channel_id)} has no manager any more. Its questions go on; "
        "an admin can choose a new one."
    )
    button = kit.button("Choose a manager", EDIT, value=str(team_.id))
    return Message(f"{kit.name(team_.name)} has no manager any more", [kit.section(words, button)])
