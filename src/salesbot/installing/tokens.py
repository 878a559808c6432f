"""The tokens of many workspaces: known here without a question for each event, and renewed before they end."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.models.bot import Bot

from salesbot import clock
from salesbot.audit.rules import Verb
from salesbot.errors import Refusal
from salesbot.installing import queries
from salesbot.installing.access import access, code_of
from salesbot.installing.shelf import Shelf
from salesbot.people import service as people
from salesbot.slack.passes import NoTokenYet
from salesbot.store import wake

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings
    from salesbot.sealing import Seals
    from salesbot.store import Store

_log = structlog.get_logger(__name__)

LIFE = 60.0  # seconds for which a token is taken as known; a bell says earlier that it changed
MOST = 10_000  # workspaces known at once; the one that was asked for longest ago goes first
EARLY = 7_200  # seconds before its end in which a token is renewed: a sixth of its twelve hours
LAST = 60  # seconds before its end from which a token is no longer relied on
_LOOK = 0.2  # seconds between two looks whether another process has renewed a token
_REST = 60.0  # seconds until a renewal that failed is tried again, while the old token is still good

NOT_HERE = (
    "I am not installed in this workspace any more, so I can do nothing here. "
    "A Slack admin can install me again; what I kept is still there."
)
# What Slack says of a refresh token that never will work again; page "oauth.v2.access".
OVER = frozenset({"invalid_refresh_token", "token_revoked", "account_inactive", "invalid_auth", "token_expired"})


class NotInstalled(Refusal):
    """No token opens this workspace: it never let salesbot in, or has removed it."""

    def __init__(self) -> None:
        super().__init__(NOT_HERE)


@dataclass(frozen=True, repr=False)
class Held:
    """What is known of an install. `place` is what it belongs to: a workspace (T…), or an organisation (E…)."""

    id: int
    bot: Bot
    place: str
    read_at: float  # monotonic seconds

    def left(self) -> float:
        """Seconds for which its token is still good; many where it never ends."""
        ends = self.bot.bot_token_expires_at
        return float("inf") if ends is None else ends - clock.real().timestamp()


def signal(place: str) -> str:
    """Return the name under which a commit says that the install of a place changed."""
    return f"install {place}"


class Tokens:
    """Knows whose token opens a workspace. Asks the database once a minute at most, or when it heard of a change."""

    def __init__(self, store: Store, seals: Seals, settings: Settings, slack: AsyncWebClient) -> None:
        """`slack` has no token; it sends nothing twice. `may_renew`: only who runs for long finishes what it begins."""
        self._store = store
        self._seals = seals
        self._settings = settings
        self._slack = slack
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}
        self._renewing: dict[int, asyncio.Task[bool]] = {}
        self._rest: dict[int, float] = {}
        self.may_renew = False

    def shelf(self, db: AsyncSession) -> Shelf:
        """The installs, in this transaction."""
        return Shelf(db, self._settings.client_id, self._seals)

    async def of(self, workspace_id: str, enterprise_id: str | None = None) -> Held:
        """Return the install that reaches a workspace, with a token that is still good.

        Raises NotInstalled; NoTokenYet where its token ended and Slack gives no new one just now.
        """
        held = await self._known(workspace_id, enterprise_id)
        left = held.left()
        if left > EARLY:
            return held
        renewing = self._renew(held)
        if left > LAST:
            return held  # nobody waits while the old one is good
        held = await self._renewed(renewing, workspace_id, enterprise_id)
        if held.left() <= 0:
            raise NoTokenYet
        return held

    async def _renewed(self, renewing: asyncio.Task[bool] | None, workspace_id: str, enterprise_id: str | None) -> Held:
        """Wait until the token was renewed, here or by another process, or Slack would not; return what there is."""
        until = clock.monotonic() + self._settings.send_timeout
        if renewing is not None:
            await asyncio.wait({renewing}, timeout=self._settings.send_timeout)
        while True:
            self.forget(workspace_id or enterprise_id or "")
            held = await self._known(workspace_id, enterprise_id)
            given_up = renewing is None or (renewing.done() and not renewing.result())
            if held.left() > LAST or given_up or clock.monotonic() > until:
                return held
            await asyncio.sleep(_LOOK)

    # ---- known ----

    async def _known(self, workspace_id: str, enterprise_id: str | None) -> Held:
        key = workspace_id or enterprise_id or ""
        held = self._fresh(key)
        if held is not None:
            return held
        async with self._asking.setdefault(key, asyncio.Lock()):
            try:
                return self._fresh(key) or await self._ask(workspace_id, enterprise_id)
            finally:
                self._asking.pop(key, None)

    def _fresh(self, key: str) -> Held | None:
        held = self._held.get(key)
        if held is None:
            return None
        if self._rung(key, held.place) or clock.monotonic() > held.read_at + LIFE:
            self._held.pop(key, None)
            return None
        self._held.move_to_end(key)
        return held

    def _rung(self, key: str, place: str) -> bool:
        """Whether somebody said that this install changed; then all who use it look again."""
        rung = [one for one in {key, place} if self._store.signal(signal(one)).is_set()]
        for one in rung:
            self._store.signal(signal(one)).clear()
            for known in [other for other, held in self._held.items() if one in (other, held.place)]:
                del self._held[known]
        return bool(rung)

    async def _ask(self, workspace_id: str, enterprise_id: str | None) -> Held:
        key, begun = workspace_id or enterprise_id or "", clock.monotonic()
        self._store.signal(signal(key)).clear()
        async with self._store.read() as db:
            found = await queries.found(db, self.shelf(db), workspace_id, enterprise_id)
        if found is None:
            raise NotInstalled
        if not found.known and workspace_id:
            await self._meet(workspace_id, found.bot)
        held = Held(found.id, found.bot, found.bot.team_id or found.bot.enterprise_id or key, begun)
        self._held[key] = held
        while len(self._held) > MOST:
            self._held.popitem(last=False)
        return held

    async def _meet(self, workspace_id: str, bot: Bot) -> None:
        """Know a workspace of an organisation that let salesbot into all of them, from its first word on."""
        async with self._store.begin() as db:
            await people.install(
                db, workspace_id, bot_user_id=bot.bot_user_id, enterprise_id=bot.enterprise_id, scopes=bot.bot_scopes,
                now=clock.now(), worked_at=clock.real(), deed=Verb.WORKSPACE_MET,
            )  # fmt: skip

    def forget(self, workspace_id: str) -> None:
        """Ask the database when this workspace is next needed."""
        self._held.pop(workspace_id, None)

    # ---- renewed ----

    def _renew(self, held: Held) -> asyncio.Task[bool] | None:
        """Renew a token beside whatever needs it; one at a time here, and one process at a time."""
        running = self._renewing.get(held.id)
        if running is not None or not self.may_renew or clock.monotonic() < self._rest.get(held.id, 0.0):
            return running
        task = asyncio.create_task(self._try_to_renew(held), name=f"renew {held.place}")
        self._renewing[held.id] = task
        task.add_done_callback(lambda _: self._renewing.pop(held.id, None))
        return task

    async def _try_to_renew(self, held: Held) -> bool:
        """Renew, or leave it to the process that is at it; False where it failed, and is tried again in a while."""
        try:
            if await self._do_renew(held):
                self._rest[held.id] = clock.monotonic() + _LOOK
                return True
        except Exception as error:  # noqa: BLE001  nobody may wait for this task; the next need tries again
            _log.warning("install.not_renewed", place=held.place, error=type(error).__name__)
        self._rest[held.id] = clock.monotonic() + _REST
        return False

    async def _do_renew(self, held: Held) -> bool:
        now = await self._taken_in_hand(held)
        if now is None:
            return True
        try:
            said = await access(
                self._slack, self._settings, grant_type="refresh_token", refresh_token=now.bot_refresh_token or ""
            )
        except SlackApiError as error:
            await self._refused(held, code_of(error))
            return False
        except (aiohttp.ClientError, OSError, TimeoutError):
            async with self._store.begin() as db:
                await queries.give_back(db, held.id)
            raise
        new = Bot(**now.to_dict_for_copying())
        new.bot_token, new.bot_refresh_token = str(said["access_token"]), str(said["refresh_token"])
        new.bot_token_expires_at = int(clock.real().timestamp()) + int(said["expires_in"])
        await self._keep(held, new)
        return True

    async def _taken_in_hand(self, held: Held) -> Bot | None:
        """Take the tokens in hand for longer than the call to Slack can take; None where somebody else is at it."""
        async with self._store.begin() as db:
            machine = await self._store.machine_now(db)
            lease = timedelta(seconds=3 * self._settings.send_timeout)
            if not await queries.take_in_hand(db, held.id, until=machine + lease, machine=machine):
                return None
            now = await queries.found(db, self.shelf(db), held.bot.team_id or "", held.bot.enterprise_id)
            if now is not None and now.id == held.id and now.bot.bot_token_expires_at == held.bot.bot_token_expires_at:
                return now.bot
            await queries.give_back(db, held.id)  # it was renewed a moment ago
        self.forget_place(held.place)
        return None

    async def _keep(self, held: Held, new: Bot) -> None:
        """Write the new pair down; from this commit on it is used, here and everywhere.

        Unless a process that believed us dead was quicker. Not by the lease: a pair that came late is a pair.
        """
        async with self._store.begin() as db:
            if await queries.give_back(db, held.id, unchanged_since=held.bot):
                await self.shelf(db).async_save_bot(new)
                wake(db, signal(held.place))
        self.forget_place(held.place)
        _log.info("install.renewed", place=held.place)

    async def _refused(self, held: Held, code: str) -> None:
        """Slack gives no new token. The old one is used to its end; then it is forgotten, if it never will."""
        _log.error("install.renewal_refused", place=held.place, error=code)
        async with self._store.begin() as db:
            await queries.give_back(db, held.id)
            if code in OVER and held.left() <= 0:
                await queries.forget(db, held.id)
                wake(db, signal(held.place))
        self.forget_place(held.place)

    async def close(self) -> None:
        """Let what is being renewed come to its end: a pair that Slack gave and nobody wrote down is lost."""
        if self._renewing:
            await asyncio.wait(set(self._renewing.values()), timeout=2 * self._settings.send_timeout)

    def forget_place(self, place: str) -> None:
        """Ask the database when any workspace of this place is next needed."""
        for key in [key for key, held in self._held.items() if held.place == place]:
            del self._held[key]
