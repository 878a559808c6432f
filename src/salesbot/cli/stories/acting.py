"""What the people of a story do, each deed through Slack's own doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.cli.stories.script import ScriptError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from salesbot.cli.demo.stage import Demo
    from salesbot.cli.stories.finding import Finder
    from salesbot.cli.stories.script import Deed
    from salesbot.playground import Outcome, Person, User


class Actors:
    """Does what a person of a script does; `words` says it, and whatever went wrong with it in Slack's own words."""

    def __init__(self, demo: Demo, finder: Finder) -> None:
        self._demo = demo
        self._find = finder
        self._verbs: dict[str, Callable[[Deed, User, Person], Awaitable[str]]] = {
            "command": self._command, "press": self._press, "fill": self._fill, "choose": self._choose,
            "submit": self._submit, "close": self._close, "say": self._say, "shortcut": self._shortcut,
            "home": self._home, "react": self._react,
        }  # fmt: skip

    async def do(self, deed: Deed) -> str:
        """Do it, and tell it in half a sentence: `presses “Answer”`. Raises ScriptError where it cannot be done."""
        user = self._find.user(deed.who)
        try:
            return await self._verbs[deed.verb](deed, user, self._demo.slack.act(user))
        except (LookupError, PermissionError) as impossible:
            raise ScriptError(deed.line, f"That cannot be done: {impossible.args[0]}.") from None

    async def _command(self, deed: Deed, user: User, person: Person) -> str:
        channel = self._find.conversation(deed, user)
        done = await person.command(deed.get("command"), deed.get("text"), channel=channel)
        typed = f"{deed.get('command')} {deed.get('text')}".strip()
        return f"types `{typed}`{_in(deed)}{_failed(done)}"

    async def _press(self, deed: Deed, user: User, person: Person) -> str:
        found = self._find.button(deed, user)
        value = found.element.get("value")
        done = await person.click(found.where, found.element["action_id"], value, block_id=found.block)
        await self._opened(user, person, done)
        return f"presses [{deed.get('label')}]{_failed(done)}"

    async def _fill(self, deed: Deed, user: User, person: Person) -> str:
        form = self._find.needed_form(deed, user)
        found = self._find.field(deed, form)
        done = await person.click(
            form, found.element["action_id"], self._find.value(deed, found.element), block_id=found.block
        )
        return f"fills in “{deed.get('label')}”: {deed.get('value')}{_failed(done) if done.sent else ''}"

    async def _choose(self, deed: Deed, user: User, person: Person) -> str:
        found = self._find.menu(deed, user)
        value = self._find.value(deed, found.element)
        done = await person.click(found.where, found.element["action_id"], value, block_id=found.block)
        return f"chooses “{deed.get('value')}” in [{deed.get('label')}]{_failed(done)}"

    async def _submit(self, deed: Deed, user: User, person: Person) -> str:
        form = self._find.needed_form(deed, user)
        done = await person.submit(form)
        labels = {block["block_id"]: block["label"]["text"] for block, _ in form.inputs()}
        wrong = "".join(f"\n- “{labels.get(block, block)}”: {words}" for block, words in done.errors.items())
        return f"sends the form{_failed(done)}" + (f", and reads beside it:{wrong}" if wrong else "")

    async def _close(self, deed: Deed, user: User, person: Person) -> str:
        return f"closes the form{_failed(await person.close(self._find.needed_form(deed, user)), sent=False)}"

    async def _say(self, deed: Deed, user: User, person: Person) -> str:
        thread = self._find.message(deed, user, deed.get("on")) if deed.get("on") else None
        to = self._demo.slack.stage.channel(thread) if thread else self._find.conversation(deed, user)
        await person.say(deed.get("words"), to=to, thread=thread)
        return f"writes{_in(deed)}{', in the thread' if thread else ''}: {deed.get('words')}"

    async def _shortcut(self, deed: Deed, user: User, person: Person) -> str:
        message = self._find.message(deed, user, deed.get("on")) if deed.get("on") else None
        install = self._demo.slack.stage.install(user)
        names = self._labels(install.app.manifest or {})
        if deed.get("label") not in names:
            there = ", ".join(names) or "none"
            raise ScriptError(deed.line, f"There is no shortcut “{deed.get('label')}”. There are: {there}.")
        done = await person.shortcut(names[deed.get("label")], message=message)
        await self._opened(user, person, done)
        return f"uses “{deed.get('label')}”{_failed(done)}"

    def _labels(self, manifest: dict[str, object]) -> dict[str, str]:
        """A manifest's shortcuts: callback id by name."""
        features = manifest.get("features")
        listed = features.get("shortcuts", []) if isinstance(features, dict) else []
        return {one["name"]: one["callback_id"] for one in listed}

    async def _home(self, deed: Deed, user: User, person: Person) -> str:
        del deed, user
        await person.open_home()
        return "opens the home tab"

    async def _react(self, deed: Deed, user: User, person: Person) -> str:
        await person.react(self._find.message(deed, user, deed.get("on")), deed.get("name"))
        return f"puts :{deed.get('name')}: on a message"

    async def _opened(self, user: User, person: Person, done: Outcome) -> None:
        """A form comes a moment after the press that asked for it."""
        if done.acked and done.view is None and self._find.form(user) is None:
            await person.view(within=0.1)


def _in(deed: Deed) -> str:
    return f" in {deed.where}" if deed.where else ""


def _failed(done: Outcome, *, sent: bool = True) -> str:
    """What Slack says to the person when it went wrong."""
    return f" — and reads: {done.failure}" if sent and done.failure else ""
