"""Publishing home tabs: when one is opened, and after its owner's own changes while they look at it."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from salesbot import clock
from salesbot.home import blocks
from salesbot.home.visits import home_of
from salesbot.people import described
from salesbot.people import queries as people
from salesbot.store import looks

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.room import House

    Person = tuple[str, str]  # workspace, member

NEWS = "home"
_KNOWN = 5_000  # people of whom it is known that they opened their home
_A_DAY = timedelta(hours=24)  # as long as looks are kept
_OVERLAP = timedelta(minutes=1)  # by which the clocks of two machines may differ
_log = structlog.get_logger(__name__)


@dataclass
class Shown:
    """What is known of a home here: a mark of what we published last, and when we last wished it drawn anew."""

    mark: str = ""
    wished_at: datetime | None = None
    opened: bool = False  # a moment ago, here


class Publisher:
    """Draws and publishes beside the doors, one at a time for each person; what did not change is not sent again.

    Slack tells one process of an opening, and the change may come to another: where several share the database, looks
    and wishes to be drawn anew are written there, and whoever published before the last wish publishes once more.
    Nothing is ever pushed.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._shown: OrderedDict[Person, Shown] = OrderedDict()
        self._busy: set[Person] = set()
        self._again: set[Person] = set()
        self._news = house.store.signal(NEWS)
        self._heard_at = clock.real() - _A_DAY
        if house.store.shared:
            self._news.set()  # who opened it before this process began

    def opened(self, person: Person) -> None:
        """Somebody looks at their home: show what is true now, whatever was shown before."""
        self._shown[person] = Shown(opened=True)
        self._shown.move_to_end(person)
        while len(self._shown) > _KNOWN:
            self._shown.popitem(last=False)

    def may_look(self, person: Person) -> bool:
        """Whether somebody has opened their home, or may have in another process."""
        return person in self._shown or self._news.is_set()

    async def publish(self, person: Person) -> None:
        """Publish if they look; while one is on its way, once more after it."""
        if self._news.is_set():
            await self._hear()
        if person not in self._shown:
            return
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

    async def _hear(self) -> None:
        """Learn who opened their home elsewhere. It is told again should it fail: what the person does next asks."""
        self._news.clear()
        since, self._heard_at = self._heard_at - _OVERLAP, clock.real()
        try:
            async with self._house.store.read() as db:
                for workspace_id, key in await looks.since(db, NEWS, since):
                    self._shown.setdefault((workspace_id, key.split(".")[1]), Shown())
        except SQLAlchemyError as error:
            self._heard_at = since
            self._news.set()
            _log.warning("home.not_heard", error=type(error).__name__)

    async def _publish(self, person: Person) -> None:
        """Draw, let the database go, and publish. The person can open it again: no error is worth more than a line."""
        try:
            wished_at = await self._wish(person)
            while wished_at is not None:
                await self._show(person)
                last = await self._last_wish(person, wished_at)
                wished_at = last if last != wished_at else None
        except SlackApiError as error:
            _log.warning("home.not_published", error=_code(error))
        except Exception as error:  # noqa: BLE001  nobody waits for this task, and a look at the tab tries again
            _log.warning("home.not_published", error=type(error).__name__, exc_info=error)

    async def _show(self, person: Person) -> None:
        """Publish what is true now, unless that stands there already."""
        view = await self._drawn(person)
        mark = hashlib.sha256(json.dumps(view, sort_keys=True).encode()).hexdigest()
        if person in self._shown and self._shown[person].mark == mark:
            return
        await self._house.clients_of(person[0]).reading.views_publish(user_id=person[1], view=view)
        if person in self._shown:
            self._shown[person].mark = mark

    async def _wish(self, person: Person) -> datetime | None:
        """Wish that it is drawn anew, and return when; None where nobody has looked for a day.

        What another process published since our last wish is not known here: then whatever is drawn is published.
        """
        shown, at = self._shown[person], clock.real()
        opened, shown.opened = shown.opened, False
        if not self._house.store.shared:
            return at
        async with self._house.store.begin() as db:
            before = None if opened else await looks.wish(db, person[0], _key(person), at=at)
            if opened:
                await looks.begin(db, person[0], _key(person), kind=NEWS, at=at)
        if before != shown.wished_at:
            shown.mark = ""
        shown.wished_at = at
        return at if opened or before is not None else None

    async def _last_wish(self, person: Person, mine: datetime) -> datetime | None:
        if not self._house.store.shared:
            return mine
        async with self._house.store.read() as db:
            last = await looks.last_wish(db, person[0], _key(person))
        if last != mine and person in self._shown:
            self._shown[person].mark = ""  # somebody else may have published in between
        return last

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


def _key(person: Person) -> str:
    return f"{NEWS}.{person[1]}."


def _code(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error")) if isinstance(data, dict) else "no answer that I understand"
