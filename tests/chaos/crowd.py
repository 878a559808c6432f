"""The members meanwhile: they answer, change answers, skip and type, and remember what got a yes."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from salesbot import clock

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from salesbot.playground import Remote

WORKERS = 4
AFTER_A_NO = 0.2  # seconds until somebody who got no yes tries again


@dataclass(frozen=True)
class Deed:
    """One submission or click: for which part or draft, with which words by field, when, and whether it got a yes.

    A click that failed gets its ack after words about it, which take the yes back (Slack shows nothing of that ack).
    """

    kind: str  # answer, skip, use
    member: str
    subject: str
    words: dict[str, str]
    acked: bool
    at: float = 0.0  # seconds since 1970


@dataclass
class Crowd:
    """All members, acting in turn; one member does one thing at a time, so that the order of deeds is known."""

    slack: Remote
    members: list[str]
    random: random.Random
    deeds: list[Deed] = field(default_factory=list)
    typed: dict[tuple[str, str], str] = field(default_factory=dict)  # by member and ts
    pausing: bool = False
    refusals: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    _done: set[tuple[str, str]] = field(default_factory=set)  # (member, part) with an acknowledged answer
    _used: set[str] = field(default_factory=set)
    _pending: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)  # member -> part and form still open
    _count: int = 0

    async def act(self) -> None:
        """Act until told to pause; nobody is cut off in the middle of a deed, which would then be forgotten here."""
        self.pausing = False
        shares = [self.members[number::WORKERS] for number in range(WORKERS)]
        async with asyncio.TaskGroup() as group:
            for share in shares:
                group.create_task(self._work(share))

    async def finish(self) -> None:
        """Let everybody whose form is still open get their yes, now that nothing goes wrong."""
        for _ in range(20):
            for member, (part, view) in list(self._pending.items()):
                await self._submit(member, part, view)
        assert not self._pending, f"no yes for {self._pending}"

    async def _work(self, share: list[str]) -> None:
        while share and not self.pausing:
            member = self.random.choice(share)
            try:
                await self._one(member)
            except (LookupError, aiohttp.ClientError) as error:  # a button that an update just took away
                self.refusals[f"{type(error).__name__}: {str(error)[:40]}"] += 1
            await asyncio.sleep(self.random.uniform(0.0, 0.1))

    async def _one(self, member: str) -> None:
        """Do one thing."""
        if member in self._pending:
            return await self._submit(member, *self._pending[member])
        said = await self.slack.messages(user=member, by_bots=True)
        buttons = list(_buttons(said))
        draft = next((one for one in buttons if one[1] == "checkin.use" and one[2] not in self._used), None)
        if draft is not None:
            return await self._press(member, "use", draft)
        asked = [one for one in buttons if one[1] == "checkin.answer" and (member, one[2]) not in self._done]
        answered = [one for one in buttons if one[1] == "checkin.answer" and (member, one[2]) in self._done]
        chance = self.random.random()
        if asked and chance < 0.15:
            await self.types(member)
        elif asked and chance < 0.2:
            await self._skip(member, buttons)
        elif asked:
            await self._open(member, asked[0])
        elif answered and chance < 0.1:
            await self._open(member, answered[-1])
        return None

    async def _open(self, member: str, button: tuple[dict[str, Any], str, str]) -> None:
        message, action, part = button
        before = await self.slack.view(user=member)
        await self.slack.click(user=member, channel=message["channel"], ts=message["ts"], action=action, value=part)
        view = await self.slack.view(user=member)
        if view is not None and view != before:
            await self._submit(member, _part_of(view), view)  # perhaps the form of an earlier click, which came late
        else:
            await asyncio.sleep(AFTER_A_NO)

    async def _submit(self, member: str, part: str, view: dict[str, Any]) -> None:
        """Submit; without a yes the form stays, and the next try carries the same words or changed ones."""
        kept = self._pending.get(member)
        words = view.get("words") if kept and self.random.random() < 0.5 else None
        words = words or self._words(member, part, view)
        done = await self.slack.submit(user=member, view=view["id"], values=words, again=kept is not None)
        acked = bool(done["acked"] and done["closed"] and not done["errors"] and not done["failure"])
        if done["sent"]:
            self.deeds.append(Deed("answer", member, part, words, acked))
        if acked:
            self._done.add((member, part))
        if acked or not done["sent"] or "view" not in done or done["view"] is None:
            self._pending.pop(member, None)
        else:
            self._pending[member] = (part, {**done["view"], "words": words})
            self.refusals[done["failure"] or "errors beside the fields"] += 1
            await asyncio.sleep(AFTER_A_NO)

    def _words(self, member: str, part: str, view: dict[str, Any]) -> dict[str, str]:
        self._count += 1
        fields = [one["block_id"] for one in view["blocks"] if str(one.get("block_id", "")).startswith("question.")]
        return {name: f"{member} part {part} words {self._count} field {name}" for name in fields[:2]}

    async def _skip(self, member: str, buttons: list[tuple[dict[str, Any], str, str]]) -> None:
        found = [one for one in buttons if one[1] == "checkin.skip" and (member, one[2]) not in self._done]
        if found and not any(deed.member == member and deed.subject == found[0][2] for deed in self.deeds):
            await self._press(member, "skip", found[0])

    async def _press(self, member: str, kind: str, button: tuple[dict[str, Any], str, str]) -> None:
        message, action, subject = button
        at = clock.real().timestamp()
        done = await self.slack.click(
            user=member, channel=message["channel"], ts=message["ts"], action=action, value=subject
        )
        self.deeds.append(Deed(kind, member, subject, {}, bool(done["ok"]), at))
        if not done["ok"]:
            self.refusals[done["failure"]] += 1
            await asyncio.sleep(AFTER_A_NO)
        elif kind == "use":
            self._used.add(subject)
        else:
            self._done.add((member, subject))

    async def types(self, member: str) -> None:
        """Say something to salesbot in words."""
        self._count += 1
        text = f"{member} typed {self._count}"
        said = await self.slack.say(user=member, text=text)
        self.typed[member, said["ts"]] = text


def _part_of(view: dict[str, Any]) -> str:
    """The part that a form says it is for."""
    said = str(view["private_metadata"])
    return str(json.loads(said)["ask"]) if said.startswith("{") else said


def _buttons(messages: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Every button of these messages: the message, the action and the value."""
    for message in messages:
        for block in message.get("blocks", ()):
            for element in [*block.get("elements", ()), block.get("accessory") or {}]:
                if element.get("type") == "button" and not message["ephemeral_for"]:
                    yield message, element["action_id"], str(element.get("value", ""))
