"""What somebody reads before they are forgotten, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from salesbot.room import Block, Held, Place

ERASE, FORM, WORD = "desk.erase", "desk.erase_form", "forget me"
FIELD = "word"
_LETTERS = 2_800  # of a section, under Slack's 3,000 ("section" in Slack's block reference)
_MOST_SECTIONS = 60  # of a modal's 100 blocks
_MOST_TEAMS = 10  # of a name of up to 80 letters each
_NAMES = {  # as what was removed of it is called
    "ledger": "days in the ledger", "one_to_ones_held": "one-to-ones", "questions_to_me": "questions to you",
    "questions_of_mine": "questions of yours", "one_to_one_actions": "things agreed in one-to-ones",
}  # fmt: skip
# They go without being counted, or are the team's and stay.
_UNTOLD = frozenset({"profile", "coming", "coaching_choices", "prompts_written", "coaching_words_added"})


def on_its_way() -> Message:
    """The file comes in a moment."""
    words = (
        "I am gathering what I know of you. In a moment it comes as a file in our direct message: a ZIP, with JSON for "
        "programs and CSV for spreadsheets. Only you see it."
    )
    return Message(text=words, blocks=[kit.section(words)])


def by_the_host(member_id: str) -> Message:
    """Files may not be sent here; the host can do it."""
    words = (
        "I may not send files here, as the permission `files:write` was not granted. Whoever hosts me can give you "
        f"yours: `salesbot export --member {member_id}` on the server writes it, all but what is sealed for you alone."
    )
    return Message(text=words, blocks=[kit.section(words)])


def before(held: Sequence[Held], teams: Sequence[str], *, value: str, export: str) -> Message:
    """What will happen, with numbers, and the button that goes on."""
    words = "This is what happens when I forget you"
    return Message(
        text=words,
        blocks=[
            kit.section(f"*{words}*\n{_lines(held, teams)}"),
            kit.context(f"Nothing has happened yet. For a copy of it all first, type `{export}`."),
            kit.actions(kit.button("Forget me…", ERASE, value=value, style="danger")),
        ],
    )


def _lines(held: Sequence[Held], teams: Sequence[str]) -> str:
    return "\n".join(f"• {line}" for line in [*_counted(held), *_left(teams), *_ALWAYS])


def _counted(held: Sequence[Held]) -> list[str]:
    known = {_NAMES.get(one.name, one.name.replace("_", " ")): len(one.rows) for one in held if one.name not in _UNTOLD}
    told = _numbers(known)
    return [f"What I hold of you goes ({kit.escape(told)})."] if told else ["What I hold of you goes."]


def _numbers(counts: Mapping[str, int]) -> str:
    """The numbers as they read before and after, what there is most of first: `answers: 35, messages: 30`."""
    told = sorted(((name, number) for name, number in counts.items() if number), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{name}: {number}" for name, number in told)


def _left(teams: Sequence[str]) -> list[str]:
    names = ", ".join(kit.name(one) for one in teams[:_MOST_TEAMS])
    names += f" and {len(teams) - _MOST_TEAMS} more" if len(teams) > _MOST_TEAMS else ""
    return [f"You leave {names}, and I ask you nothing any more."] if teams else []


_ALWAYS = (
    "Your words go from every report and post of mine, old ones too.",
    "In counts you stay as “somebody who left”, so that your team's figures stay right.",
    "My direct messages to you are deleted.",
    "What you typed in Slack yourself only you can delete. I'll list what I know of, with links.",
    "It cannot be undone.",
)


def form(*, metadata: str) -> Block:
    """The second step: the words, typed."""
    hint = "There is no way back: what I held of you is gone then."
    box = kit.text_input(f"Type “{WORD}” to go on", FIELD, hint=hint, longest=40, focus=True)
    return kit.modal("Forget me", [box], callback_id=FORM, submit="Forget me", private_metadata=metadata)


def done(removed: Mapping[str, int], theirs: Sequence[Place], *, url: str) -> Block:
    """What was forgotten, and what only they can delete."""
    told = _numbers(removed)
    words = (
        f"I have forgotten you{f' ({told})' if told else ''}. What stood in Slack disappears now; Slack lets me take "
        "back about fifty messages a minute. Close this window, and we do not know each other."
    )
    blocks = [kit.section(words), *_theirs(theirs, url=url)]
    return kit.modal("Forgotten", blocks, callback_id="desk.forgotten", close="Close")


def at_it() -> Block:
    """It takes longer than a window may wait."""
    words = (
        "I am at it. You have told me much, so it takes a moment; this window says when it is done. If it does "
        "not within five minutes, type the command again."
    )
    return kit.modal("Forget me", [kit.section(words)], callback_id="desk.forgetting", close="Close")


def not_done() -> Block:
    """Something went wrong; nothing was changed."""
    words = "That did not work, and nothing was changed. Please type the command again; if it stays, tell your admin."
    return kit.modal("Forget me", [kit.section(words)], callback_id="desk.forgetting", close="Close")


def refused(words: str) -> Block:
    """There is nothing to do."""
    return kit.modal("Forget me", [kit.section(kit.escape(words))], callback_id="desk.forgetting", close="Close")


def empty_home() -> Block:
    """A home tab on which nothing is left."""
    return kit.home([kit.section("Nothing is here. I have forgotten you.")])


def _theirs(theirs: Sequence[Place], *, url: str) -> list[Block]:
    """The places of what they typed, as links where the place is known."""
    links = [kit.link(_address(one, url), f"message {at}") for at, one in enumerate(theirs, 1) if one.channel]
    if not theirs:
        return []
    lead = f"*What you typed to me yourself, only you can delete* ({len(theirs)}). It is in our direct message"
    sections, shown = [""], 0
    for link in links:
        if len(sections[-1]) + len(link) > _LETTERS:
            if len(sections) == _MOST_SECTIONS:
                break
            sections.append("")
        sections[-1] += f"{link}  "
        shown += 1
    more = [kit.context(f"… and {len(theirs) - shown} more, all of them there.")] if shown < len(theirs) else []
    return [kit.section(f"{lead}{':' if links else '.'}"), *(kit.section(one) for one in sections if one), *more]


def _address(one: Place, url: str) -> str:
    """A message's address (Slack's page "chat.getPermalink")."""
    return f"{(url or 'https://slack.com/').rstrip('/')}/archives/{one.channel}/p{one.ts.replace('.', '')}"
