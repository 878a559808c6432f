"""Where a person finds what a script speaks of: a button, a field, a message, a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesbot.cli.stories.script import ScriptError
from salesbot.playground.state.messages import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from salesbot.cli.demo.stage import Demo
    from salesbot.cli.stories.plain import Plain
    from salesbot.cli.stories.script import Deed
    from salesbot.playground import Channel, Message, User, View

Element = dict[str, Any]
_NEAR = 5  # places whose buttons an error names
_PERSON = {"users_select", "multi_users_select"}
_PLACE = {"channels_select", "multi_channels_select", "conversations_select", "multi_conversations_select"}


@dataclass(frozen=True)
class Pressed:
    """Something to press, and what it is in."""

    where: Message | View
    element: Element
    block: str


class Finder:
    """Looks for things on the demo's stage. What is not there is a ScriptError that says what is."""

    def __init__(self, demo: Demo, plain: Plain) -> None:
        self._demo = demo
        self._plain = plain

    def user(self, name: str) -> User:
        """One of the six."""
        found: User = getattr(self._demo.cast, name.lower())
        return found

    def channel(self, deed: Deed, name: str) -> Channel:
        """A channel by its name."""
        try:
            return self._demo.slack.world.place(name)
        except LookupError:
            home = next(iter(self._demo.slack.world.workspaces.values()))
            names = ", ".join(f"#{one.name}" for one in home.channels.values() if one.kind == "channel")
            raise ScriptError(deed.line, f"There is no channel {name}. There are {names}.") from None

    def conversation(self, deed: Deed, user: User) -> Channel:
        """The channel that the deed names, else the person's direct message with salesbot."""
        return self.channel(deed, deed.where) if deed.where else self._demo.slack.im(user)

    def form(self, user: User) -> View | None:
        """The form on the person's screen."""
        return self._demo.slack.world.open_view(user.team_id, user.id)

    def needed_form(self, deed: Deed, user: User) -> View:
        """The form on the person's screen. Raises ScriptError where there is none."""
        form = self.form(user)
        if form is None:
            raise ScriptError(deed.line, f"{user.real_name} has no form open.")
        return form

    def seen(self, deed: Deed, user: User) -> list[Message]:
        """What this person can see, the newest first: in the place named, else with salesbot and then in channels."""
        slack = self._demo.slack
        home = slack.world.workspaces[user.team_id]
        channels = [one for one in home.channels.values() if one.kind == "channel" and user.id in one.members]
        places = [self.channel(deed, deed.where)] if deed.where else [slack.im(user), *channels]
        said = (one for place in places for one in reversed(slack.messages(place)))
        return [one for one in said if one.ephemeral_for in (None, user.id)]

    def message(self, deed: Deed, user: User, words: str) -> Message:
        """The newest message with these words. Raises ScriptError."""
        for one in self.seen(deed, user):
            if words in self.words(one):
                return one
        raise ScriptError(deed.line, f"{user.real_name} sees no message with “{words}”.")

    def words(self, message: Message) -> str:
        """A message as plain text."""
        return "\n".join(self._plain.message(message))

    def button(self, deed: Deed, user: User) -> Pressed:
        """The button that is meant: in the form, else in the newest message that has it. Raises ScriptError."""
        label, places = deed.get("label"), self._pressable(deed, user)
        for where in places:
            for element, block in elements(where.blocks):
                if element.get("type") == "button" and _label(element) == label:
                    return Pressed(where, element, block)
        there = sorted({_label(one) for place in places[:_NEAR] for one, _ in elements(place.blocks)} - {""})
        words = f"{user.real_name} sees no button “{label}”. There are: {', '.join(there) or 'none'}."
        raise ScriptError(deed.line, words)

    def _pressable(self, deed: Deed, user: User) -> list[Message | View]:
        """Where somebody looks for a button: in the form, in the newest messages, on the home tab."""
        if deed.get("on"):
            return [self.message(deed, user, deed.get("on"))]
        form, home = self.form(user), self._demo.slack.act(user).home()
        return [*([form] if form else []), *self.seen(deed, user), *([home] if home else [])]

    def menu(self, deed: Deed, user: User) -> Pressed:
        """The menu whose own words are these and which offers the choice. Raises ScriptError."""
        for where in self.seen(deed, user):
            for element, block in elements(where.blocks):
                if _placeholder(element) == deed.get("label"):
                    return Pressed(where, element, block)
        raise ScriptError(deed.line, f"{user.real_name} sees no menu “{deed.get('label')}”.")

    def field(self, deed: Deed, form: View) -> Pressed:
        """The field of a form that is called so. Raises ScriptError."""
        label = deed.get("label")
        found = {_field_label(block): (block, element) for block, element in form.inputs()}
        if label not in found:
            raise ScriptError(deed.line, f"The form “{form.title}” has no “{label}”. It has: {', '.join(found)}.")
        block, element = found[label]
        return Pressed(form, element, block["block_id"])

    def value(self, deed: Deed, element: Element) -> Any:
        """What the script puts into a field, as its kind of field takes it."""
        kind, told = str(element["type"]), deed.get("value")
        many = kind.startswith("multi_") or kind == "checkboxes"
        if kind in _PERSON:
            found: list[str] = [self.user(name).id for name in self._people(deed, told)]
        elif kind in _PLACE:
            found = [self.channel(deed, name).id for name in _split(told)]
        else:
            found = list(_split(told)) if many else [told]
        return found if many else found[0]

    def _people(self, deed: Deed, told: str) -> Iterator[str]:
        for name in _split(told):
            if not hasattr(self._demo.cast, name.lower()):
                raise ScriptError(deed.line, f"There is nobody called {name} in the demo.")
            yield name


def _split(told: str) -> Iterable[str]:
    return (one.strip() for one in told.split(","))


def _label(element: Element) -> str:
    text = element.get("text")
    return str(text.get("text", "")) if isinstance(text, dict) and element.get("type") == "button" else ""


def _placeholder(element: Element) -> str:
    return str((element.get("placeholder") or {}).get("text", ""))


def _field_label(block: Element) -> str:
    return str(block["label"]["text"])
