"""Publishing home tabs: when one is opened, and after its owner's own changes while they look at it."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError

from salesbot import clock
from salesbot.home import blocks
from salesbot.home.visits import home_of
from salesbot.people import described
from salesbot.people import queries as people

if TYPE_CHECKING:
    from salesbot.room import House

    Person = tuple[str, str]  # workspace, member

_KNOWN = 5_000  # people of whom it is known that they opened their home
_log = structlog.get_logger(__name__)


class Publisher:
    """Draws and publishes beside the doors, one at a time for each person; what did not change is not sent again.

    Only who opened their home since the start is known here, and Slack tells of each opening: nothing is ever pushed.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._shown: OrderedDict[Person, str] = OrderedDict()
        self._busy: set[Person] = set()
        self._again: set[Person] = set()

    def opened(self, person: Person) -> None:
        """Somebody looks at their home: show what is true now, whatever was shown before."""
        self._shown[person] = ""
        self._shown.move_to_end(person)
        while len(self._shown) > _KNOWN:
            self._shown.popitem(last=False)

    def looks(self, person: Person) -> bool:
        """Whether somebody has opened their home."""
        return person in self._shown

    async def publish(self, person: Person) -> None:
        """Publish; while one is on its way, once more after it."""
        self._again.add(person)
        if person in self._busy:
            return
        self._busy.add(person)
        try:
            while person in self._again:
                self._again.discard(person)
                await self._publish(person)
        finally:
            self._busy.discard(person)

    async def _publish(self, person: Person) -> None:
        """Draw, let the database go, and publish. The person can open it again: no error is worth more than a line."""
        try:
            view = await self._drawn(person)
            mark = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
            if self._shown.get(person) == mark:
                return
            await self._house.clients_of(person[0]).reading.views_publish(user_id=person[1], view=view)
            if person in self._shown:
                self._shown[person] = mark
        except SlackApiError as error:
            _log.warning("home.not_published", error=_code(error))
        except Exception as error:  # noqa: BLE001  nobody waits for this task, and a look at the tab tries again
            _log.warning("home.not_published", error=type(error).__name__, exc_info=error)

    async def _drawn(self, person: Person) -> dict[str, Any]:
        outside = await self._is_outside(person)
        async with self._house.store.read() as db:
            found = await home_of(self._house, db, *person, outside=outside, now=clock.now())
        return blocks.home(found, command=self._house.command)

    async def _is_outside(self, person: Person) -> bool:
        """Whether somebody whom nobody here knows may have anything at all: only Slack can say that."""
        async with self._house.store.read() as db:
            if await people.member(db, *person) is not None:
                return False
        user = (await self._house.clients_of(person[0]).reading.users_info(user=person[1]))["user"]
        return described.person(user, workspace_id=person[0]).unfit


def _code(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error")) if isinstance(data, dict) else "no answer that I understand"
