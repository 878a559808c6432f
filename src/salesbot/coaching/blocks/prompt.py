"""A prompt as its reader sees it: why it came, the lesson, the question, the action, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching.blocks.committing import settling
from salesbot.coaching.rules.choice import ASKED, FOCUS, NOTICED, TEAM_FOCUS
from salesbot.coaching.rules.fairness import ABOUT
from salesbot.coaching.rules.history import WHYS
from salesbot.coaching.rules.skills import Skill
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit, split
from salesbot.slack.kit.text import NOBODY

if TYPE_CHECKING:
    from datetime import date

    from salesbot.coaching.rules.prompt import Prompt
    from salesbot.coaching.service.telling import Quote, TeamsFocus, Told
    from salesbot.room import Aid, Block

REFLECT, NOTE, COMMIT, USELESS, SNOOZE, FOCUS_BUTTON = (
    "coaching.reflect", "coaching.note", "coaching.commit", "coaching.useless", "coaching.snooze", "coaching.focus",
)  # fmt: skip
USELESS_WHY, SNOOZE_WEEK, TAKE_UP = "coaching.useless_why", "coaching.snooze_week", "coaching.take_up"
LARGEST = 2_900  # serialized characters: a prompt may have to ride in another message (attention/shape.py)
_A_WEEK, _COMMITTED = 7, 200
_KIND = {
    "known": "You knew it already, so the next one on this goes further.",
    "not_me": "Not your situation, then: less of this kind will come.",
    "not_now": "A bad moment, then: something else has its turn first.",
    "unclear": "It was not clear. Good to know; the next one is another.",
}
_MARKS = {ord(one): None for one in "*“”"}
_NUMBERS = ("no", "one", "two", "three")


def prompt(told: Told) -> Message:
    """The prompt in its direct message, as things stand."""
    shown = told.had.shown
    if shown.useless_at is not None:
        return _useless(told)
    if shown.again_at is not None and told.had.reflection is None and told.had.commitment is None:
        return _snoozed(told)
    head, body = _head(told), words(told.prompt)
    last = [*state(told), buttons(told)]
    tip = [_tip(told.tip)] if told.tip is not None else []
    blocks = [*head, *body, *tip, *last]
    if split.size(blocks) > LARGEST:
        blocks = [*head, *body, *last]
    return Message(f"A prompt for you: {kit.name(told.prompt.title)}", blocks)


def _head(told: Told) -> list[Block]:
    return [kit.section(f"*{kit.name(told.prompt.title)}*\n{why(told)}")]


def words(prompt: Prompt) -> list[Block]:
    """Lesson, question and action, as they stand in every message."""
    asks = f"*To think about:* {mrkdwn(prompt.question)}\n*Today, {prompt.minutes} minutes:* {mrkdwn(prompt.action)}"
    return [kit.section(mrkdwn(prompt.lesson)), kit.section(asks)]


def mrkdwn(text: str) -> str:
    """A prompt's words for Slack: its *italics* are Slack's _italics_; everything else is escaped."""
    return "".join(f"_{part}_" if at % 2 and part else part for at, part in enumerate(_stars(kit.escape(text))))


def _stars(text: str) -> list[str]:
    """The text cut at its asterisks, where they come in pairs."""
    parts = text.split("*")
    return parts if len(parts) % 2 else [text]


def _tip(tip: Aid) -> Block:
    return kit.section(tip.words, kit.button(tip.button, tip.action, value=tip.value))


def state(told: Told) -> list[Block]:
    """What they did with it, said back."""
    said = []
    if told.had.reflection is not None:
        who = " and shared it with your manager" if told.had.reflection.shared_at else "; only you can read it"
        said.append(f":memo: You noted something{who}.")
    one = told.had.commitment
    if one is not None:
        sign = {"done": ":white_check_mark: Done", "dropped": "Let go"}.get(
            one.state, ":handshake: You will do this; your managers can see it"
        )
        own = _bare(one.words) != _bare(told.prompt.action)  # else it stands above, word for word
        said.append(f"{sign}: {kit.escape(kit.shorten(one.words, _COMMITTED))}" if own else f"{sign}.")
    return [kit.context(*said)] if said else []


def _bare(words: str) -> str:
    return words.translate(_MARKS)


def buttons(told: Told) -> Block:
    """The buttons that still make sense."""
    number, had = str(told.had.shown.id), told.had
    found = doing(told)
    if had.reflection is None and had.commitment is None:
        found.append(kit.button("Not useful", USELESS, value=number))
        found.append(kit.button("Snooze", SNOOZE, value=number))
    return kit.actions(*found, kit.button("Change focus", FOCUS_BUTTON, value=number))


def doing(told: Told) -> list[Block]:
    """What somebody can do with a prompt: think about it, and take its action on or settle it."""
    number, had = str(told.had.shown.id), told.had
    found = [
        kit.button("Reflect", REFLECT, value=number)
        if had.reflection is None
        else kit.button("My note", NOTE, value=str(had.reflection.id))
    ]
    if had.commitment is None:
        found.append(kit.button("I'll do it", COMMIT, value=number, style="primary"))
    elif had.commitment.state == "open":
        found += settling(had.commitment, changing=True)
    return found


# ---- put away, or put off ----


def _useless(told: Told) -> Message:
    shown = told.had.shown
    number = str(shown.id)
    if shown.useless_why in _KIND:
        words = f"Thank you. {_KIND[shown.useless_why]}"
        row = [
            kit.button("Show it again", TAKE_UP, value=number),
            kit.button("Change focus", FOCUS_BUTTON, value=number),
        ]
    else:
        words = "Noted, thank you. What was it?"
        row = [kit.button(label, f"{USELESS_WHY}.{key}", value=number) for key, label in WHYS.items()]
        row.append(kit.button("Show it again", TAKE_UP, value=number))
    return Message(words, [kit.section(f"*{kit.name(told.prompt.title)}*\n{words}"), kit.actions(*row)])


def _snoozed(told: Told) -> Message:
    shown = told.had.shown
    number, again = str(shown.id), shown.again_at
    day = again.astimezone(zone_or(told.zone)) if again is not None else None
    words = f":zzz: Later, then. It comes again on {day:%A %-d %B}." if day else ":zzz: Later, then."
    row = [kit.button("Show it now", TAKE_UP, value=number)]
    if day is not None and (day.date() - shown.day).days < _A_WEEK:
        row.append(kit.button("Next week instead", SNOOZE_WEEK, value=number))
    else:
        row.append(kit.button("Tomorrow instead", SNOOZE, value=number))
    return Message(words, [kit.section(f"*{kit.name(told.prompt.title)}*\n{words}"), kit.actions(*row)])


# ---- why it came ----


def why(told: Told) -> str:
    """Why it was chosen, in words that are true of what stands now."""
    shown, skill = told.had.shown, told.prompt.skill.words
    said = _said(told) or _noticed(told)
    if shown.why == ASKED:
        return "You looked this one up."
    if shown.why == FOCUS:
        return f"Your focus is *{skill}*. {said}".strip()
    if shown.why == TEAM_FOCUS:
        return f"{_team(told.focus, skill)} {said}".strip()
    if shown.why == NOTICED:
        about = ABOUT.get(told.prompt.skill, "your team")
        return said or f"Because of what I noticed lately about {about}: it is about *{skill}*."
    return said or f"Because of what you said lately: it is about *{skill}*."


def _team(focus: TeamsFocus | None, skill: str) -> str:
    if focus is None or focus.until is None:
        return f"*{_upper(skill)}* was your team's focus."
    until = f"until {focus.until:%-d %B}"
    return (
        f"{kit.name(focus.by)} chose *{skill}* as your team's focus {until}."
        if focus.by
        else f"*{_upper(skill)}* is your team's focus {until}."
    )


def _said(told: Told) -> str:
    quote = told.words.quote
    if quote is None:
        return ""
    times, of = told.words.checkins
    quoted = quote_of(quote, told.had.shown.day)
    if times < 2 or of < times:  # noqa: PLR2004  once is no "came up again"
        return quoted
    share = f"both of your last {_number(of)}" if times == of == 2 else f"{_number(times)} of your last {_number(of)}"  # noqa: PLR2004  both are two
    share = f"all of your last {_number(of)}" if times == of and of > 2 else share  # noqa: PLR2004  as above
    return f"*{_upper(told.prompt.skill.words)}* came up in {share} check-ins. {quoted}"


def _noticed(told: Told) -> str:
    """What a manager had no time for: the person and the days, as far as salesbot knows of it."""
    gap = told.words.gap
    if gap is None:
        return ""
    who = kit.name(gap.name) or NOBODY
    if gap.skill is Skill.ONE_TO_ONES:
        return f"You last noted a one-to-one with {who} {gap.days} days ago."
    return f"As far as I know, you last thanked {who} {gap.days} days ago."


def quote_of(quote: Quote, today: date) -> str:
    """What they wrote and when, seen from a day."""
    words = f"“{kit.escape(quote.words)}”"
    if quote.blocker:
        return f"You said {when(quote.day, today)} that this is in your way: {words}"
    return f"You wrote {when(quote.day, today)}: {words}"


def when(day: date, today: date) -> str:
    """A day as people say it: `today`, `on Tuesday`, `on Tuesday 24 February`."""
    ago = (today - day).days
    if ago == 0:
        return "today"
    return "yesterday" if ago == 1 else f"on {day:%A}" if 1 < ago < _A_WEEK else f"on {day:%A %-d %B}"


def _number(many: int) -> str:
    return _NUMBERS[many] if many < len(_NUMBERS) else str(many)


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
