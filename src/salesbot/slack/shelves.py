"""Bolt's app with its listeners on shelves: bolt asks each that it knows in turn, and a house has a hundred doors."""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp

from salesbot.slack.kinds import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from slack_bolt.listener.async_listener import AsyncListener
    from slack_bolt.request.async_request import AsyncBoltRequest
    from slack_bolt.response import BoltResponse

    from salesbot.slack.reading import Body

Name = tuple[Kind, str]


class ShelvedApp(AsyncApp):
    """Dispatches as bolt does, among only those listeners whom a payload may concern."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self._names: dict[AsyncListener, tuple[Kind, str | None]] = {}  # None: a pattern, which may match any id
        self._ids: set[Name] = set()
        self._shelves: dict[Name, Self] = {}
        super().__init__(*args, **more)

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Let bolt dispatch a payload."""
        return await AsyncApp.async_dispatch(self._shelf(req.body), req)

    def _shelf(self, body: Body) -> Self:
        """Return this app with the listeners that are left when those of other kinds and other ids are put aside."""
        kind = kind_of(body)
        if kind not in _IDS:
            return self
        name = (kind, _IDS[kind](body))
        if name not in self._ids:
            name = (kind, "")  # only patterns can match; one shelf for all that anybody may make up
        if name not in self._shelves:
            self._shelves[name] = shelf = copy(self)
            shelf._async_listeners = [one for one in self._async_listeners if self._may_match(one, name)]  # noqa: SLF001  our own copy
        return self._shelves[name]

    def _may_match(self, listener: AsyncListener, name: Name) -> bool:
        kind, wanted = self._names.get(listener, (name[0], None))
        return kind is name[0] and wanted in {None, name[1]}

    def action(self, constraints: Any, *args: Any, **more: Any) -> Callable[..., Any]:
        """Register a listener of clicks, as bolt does."""
        return self._named(Kind.CLICK, constraints, super().action(constraints, *args, **more))

    def command(self, command: Any, *args: Any, **more: Any) -> Callable[..., Any]:
        """Register a listener of a slash command, as bolt does."""
        return self._named(Kind.COMMAND, command, super().command(command, *args, **more))

    def event(self, event: Any, *args: Any, **more: Any) -> Callable[..., Any]:
        """Register a listener of an event, as bolt does."""
        return self._named(Kind.EVENT, event, super().event(event, *args, **more))

    def view(self, constraints: Any, *args: Any, **more: Any) -> Callable[..., Any]:
        """Register a listener of a form that is sent, as bolt does."""
        return self._named(Kind.SUBMISSION, constraints, super().view(constraints, *args, **more))

    def _named(self, kind: Kind, what: Any, register: Callable[..., Any]) -> Callable[..., Any]:
        def registered(*args: Any, **more: Any) -> Any:
            done = register(*args, **more)
            self._shelves.clear()
            if isinstance(what, (str, re.Pattern)):  # bolt reads a dict's own `type`, which may be another kind
                self._names[self._async_listeners[-1]] = (kind, what if isinstance(what, str) else None)
                self._ids |= {(kind, what)} if isinstance(what, str) else set()
            return done

        return registered


def _action_id(body: Body) -> str:
    return str((body.get("actions") or [{}])[0].get("action_id"))


# Where bolt finds the id that it compares.
_IDS: dict[Kind, Callable[[Body], str]] = {
    Kind.COMMAND: lambda body: str(body.get("command")),
    Kind.CLICK: _action_id,
    Kind.SUBMISSION: lambda body: str((body.get("view") or {}).get("callback_id")),
    Kind.EVENT: lambda body: str((body.get("event") or {}).get("type")),
}
