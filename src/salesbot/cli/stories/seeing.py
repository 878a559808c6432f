"""What became visible since one last looked: messages that are new, changed or gone, and forms that opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from salesbot.cli.demo.stage import Demo
    from salesbot.cli.stories.plain import Plain
    from salesbot.playground import Channel, Message, User, View

INDENT = "  "


@dataclass(frozen=True)
class Sight:
    """A message as somebody sees it: where it stands, and its lines."""

    head: str
    lines: tuple[str, ...]


class Eyes:
    """Looks at the whole stage, and remembers what it looked like."""

    def __init__(self, demo: Demo, plain: Plain) -> None:
        self._demo = demo
        self._plain = plain
        self._home = next(iter(demo.slack.world.workspaces.values()))
        self._last = self._look()
        self._forms = self._open()

    def news(self) -> list[str]:
        """What is new since the last time, as lines."""
        now, forms = self._look(), self._open()
        told = [*self._messages(now), *self._new_forms(forms)]
        self._last, self._forms = now, forms
        return told

    def _messages(self, now: dict[str, Sight]) -> Iterator[str]:
        for ts, sight in now.items():
            before = self._last.get(ts)
            if before != sight:
                yield from [sight.head + (" (changed)" if before else ""), *_in(sight.lines), ""]
        for ts, sight in self._last.items():
            if ts not in now:
                yield from [f"{sight.head} (gone)", ""]

    def _new_forms(self, forms: dict[str, tuple[str, ...]]) -> Iterator[str]:
        for key, lines in forms.items():
            if self._forms.get(key) != lines:
                user, _, form = key.partition("/")
                shown = self._plain.form(self._demo.slack.world.views[form])
                yield from [f"a form, on {self.name(user)}'s screen", *_in(shown), ""]

    def _look(self) -> dict[str, Sight]:
        """Every message of every conversation, by when it was said on the calendar, which every telling shares."""
        places = [one for one in self._home.channels.values() if one.said or one.whispers]
        said = sorted(((one, place) for place in places for one in place.everything()), key=self._order)
        return {one.ts: self._sight(one, place) for one, place in said}

    def _order(self, found: tuple[Message, Channel]) -> tuple[datetime, bool, list[str], str]:
        """At one instant direct messages come first, by name: which of two Slack took first is chance."""
        one, place = found
        direct = place.kind == "im"
        return one.wall_at, not direct, [self.name(each) for each in place.members] if direct else [place.name], one.ts

    def _sight(self, one: Message, place: Channel) -> Sight:
        return Sight(self._head(one, place), tuple(self._plain.message(one)))

    def _head(self, one: Message, place: Channel) -> str:
        """Who said it to whom, at what time on the reader's wall; in a channel on the wall of the demo's rep."""
        by = self.name(one.user)
        if place.kind == "im":
            other = next((member for member in place.members if member != one.user), one.user)
            reader = self._home.users[other if not self._home.users[other].is_bot else one.user]
            return f"{by} to {self.name(other)}, {self.wall(one, reader)}"
        only = f", only to {self.name(one.ephemeral_for)}" if one.ephemeral_for else ""
        thread = ", in a thread" if one.is_reply else ""
        return f"{by} in #{place.name}{thread}{only}, {self.wall(one, self._demo.cast.ben)}"

    def name(self, member: str) -> str:
        """By which name one goes here."""
        user = self._home.users.get(member)
        return user.real_name.removesuffix(" Demo") if user else member

    def wall(self, one: Message, reader: User) -> str:
        """When it was said, on the wall of whoever reads it."""
        return f"{one.wall_at.astimezone(ZoneInfo(reader.tz)):%a %H:%M}"

    def _open(self) -> dict[str, tuple[str, ...]]:
        """The form on each person's screen, by person and form, before anything was typed into it."""
        world = self._demo.slack.world
        seen = ((user, world.open_view(self._home.id, user)) for user in self._home.users)
        return {f"{user}/{view.id}": self._empty(view) for user, view in seen if view is not None}

    def _empty(self, view: View) -> tuple[str, ...]:
        return tuple(self._plain.form(replace(view, values={})))

    # -- all of a place -----------------------------------------------------------------------------------------

    def channel(self, place: Channel, viewer: User, *, last: bool = False) -> list[str]:
        """What one person sees in a conversation, replies below what they reply to; or its last message alone."""
        seen = [one for one in place.everything() if one.ephemeral_for in (None, viewer.id)]
        roots = [one for one in seen if not one.is_reply or one.ephemeral_for]
        return [line for one in (roots[-1:] if last else roots) for line in self._with_thread(one, seen, viewer)]

    def _with_thread(self, one: Message, seen: Sequence[Message], viewer: User) -> Iterator[str]:
        yield from self._message(one, viewer)
        replies = [reply for reply in seen if reply.is_reply and reply.thread_ts == one.ts and reply is not one]
        if replies:
            yield f"{INDENT}in the thread:"
        for reply in replies:
            yield from _in(self._message(reply, viewer))

    def _message(self, one: Message, viewer: User) -> Iterator[str]:
        only = "  (only you see this)" if one.ephemeral_for else ""
        edited = "  (edited)" if one.edited_at else ""
        yield f"{self.name(one.user)}  {self.wall(one, viewer)}{edited}{only}"
        yield from _in(self._plain.message(one))
        yield ""

    def view(self, view: View) -> list[str]:
        """A form or a home tab."""
        return self._plain.form(view) if view.type == "modal" else self._plain.blocks(view.blocks, view.values)


def _in(lines: Sequence[str] | Iterator[str]) -> Iterator[str]:
    return (INDENT + line if line else "" for line in lines)
