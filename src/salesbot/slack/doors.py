"""The doors from Slack: every payload comes through here, is answered in time, and gets words when something fails."""

from __future__ import annotations

import asyncio
import logging
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from salesbot import clock, trace
from salesbot.errors import AlreadyDone
from salesbot.slack import acks, answers, troubles, words
from salesbot.slack.haste import Haste
from salesbot.slack.kinds import Kind, identity, kind_of
from salesbot.slack.pulse import Pulse
from salesbot.slack.reading import workspace_of
from salesbot.slack.shelves import ShelvedApp
from salesbot.slack.telling import tell

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from slack_bolt.authorization import AuthorizeResult
    from slack_bolt.request.async_request import AsyncBoltRequest

    from salesbot.config import Settings
    from salesbot.room import Block
    from salesbot.slack.client import Clients
    from salesbot.slack.reading import Body

    ClientsOf = Callable[[str], Clients]
    Authorize = Callable[..., Awaitable[AuthorizeResult]]
    IsAway = Callable[[BaseException], bool]
    After = Callable[[Body], Coroutine[Any, Any, None] | None]

__all__ = ["Doors", "identity", "make_app"]

log = structlog.get_logger(__name__)
T = TypeVar("T")
_MOMENT = 0.003  # seconds without a door at work: one click has been answered, and no crowd follows it
_WORDS_MORE = 0.5  # seconds after a door's deadline in which words may still go before a click's ack: Slack waits for 3
_LONGEST_MOMENT = 0.15  # seconds: half of the 300 ms in which a click shall change its message, in a crowd too

_SPOKEN: ContextVar[list[asyncio.Task[bool]]] = ContextVar("spoken")  # the words beside the ack of this payload


def make_app(
    settings: Settings, clients: Clients, *, authorize: Authorize, is_away: IsAway, clients_of: ClientsOf | None = None
) -> Doors:
    """Return the bolt app on which rooms register their listeners; `authorize` is an Authority.

    `is_away` knows the errors of a database that is away (store/away.py). `clients_of` gives the clients of a
    workspace; left out, `clients` are those of the only one.
    """
    return Doors(settings, clients, authorize=authorize, is_away=is_away, clients_of=clients_of or (lambda _: clients))


class Doors(ShelvedApp):
    """Bolt's app with a deadline at every door, one error handler, and an answer for what nobody listens to."""

    def __init__(
        self, settings: Settings, clients: Clients, *, authorize: Authorize, is_away: IsAway, clients_of: ClientsOf
    ) -> None:
        super().__init__(
            name="salesbot.bolt",  # bolt sets the level of the logger of this name
            logger=_quiet(),
            client=_without_token(clients.posting),
            authorize=authorize,
            process_before_response=True,  # the ack leaves after the listener has committed
            request_verification_enabled=False,  # the guard stands before this app
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        self._clients_of = clients_of
        self._is_away = is_away
        self._deadline = settings.door_deadline
        self._haste = Haste() if settings.limiter else None
        self._help = f"/{settings.command_prefix}salesbot help"
        self._doors: set[asyncio.Task[BoltResponse]] = set()
        self._words: set[asyncio.Task[Any]] = set()
        self._begun = 0
        self._after: list[After] = []
        self.pulse = Pulse()
        self.error(self._failed)

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a payload, at the latest when the deadline is over. Never raises.

        A door that is too late is cancelled but not waited for; what it wrote may be committed all the same, which
        is why nothing here says that it was not. So is one whose caller is cancelled, since no answer can reach Slack.
        """
        spoken: list[asyncio.Task[bool]] = []
        _SPOKEN.set(spoken)
        until = clock.monotonic() + self._deadline + _WORDS_MORE
        with acks.told(req.body) as story:
            answer = await self._dispatch(req)
            if spoken and (no := await _unsaid(spoken, until=until)):
                answer = BoltResponse(status=no, body="")  # no yes: Slack itself says that something went wrong
            if answer.status >= 400 and story.outcome == "ok":  # noqa: PLR2004  HTTP's own number
                story.outcome = "failed"
            return answer

    async def _dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        if self.pulse.just_woke():
            log.warning("payload_too_old", kind=kind_of(req.body))
            return BoltResponse(status=503, body="")  # no ack: Slack gave it up already, and repeats an event
        if self._haste is not None and self._haste.refuses(req.body, kind := kind_of(req.body)):
            return self._slowed(self._haste, req.body, kind)
        self._begun += 1
        door = _started(super().async_dispatch(req), self._doors)
        try:
            await asyncio.wait({door}, timeout=self._deadline)
        except asyncio.CancelledError:
            door.cancel()
            raise
        if not door.done():
            door.cancel()
            return self._late(req.body)
        if door.cancelled() or door.exception() is not None:
            log.error("door_without_answer", exc_info=None if door.cancelled() else door.exception())
            return BoltResponse(status=500, body="")
        for hear in self._after:
            work = hear(req.body)
            if work is not None:
                _started(work, self._words)
        return door.result()

    def after(self, hear: After) -> None:
        """Tell of each payload whose door is done: all that it stored is committed. What it returns runs beside."""
        self._after.append(hear)

    def _slowed(self, haste: Haste, body: Body, kind: Kind) -> BoltResponse:
        """Answer somebody who is faster than any human: a sentence, and a form stays as it is."""
        trace.mark("too_fast")
        sentence = words.too_fast(kind)
        shown = answers.in_ack_kept(body, sentence)
        if shown is None and haste.tells(body):
            return self._say(body, sentence)
        return shown or answers.silent()

    def _late(self, body: Body) -> BoltResponse:
        kind = kind_of(body)
        log.error("door_late", kind=kind, seconds=self._deadline)
        trace.mark("late")
        if kind is Kind.EVENT:
            return BoltResponse(status=500, body="")
        return self._say(body, words.unconfirmed(kind))

    async def _failed(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Answer for a listener that raised: the one error handler of the house."""
        if isinstance(error, AlreadyDone):
            trace.mark("repeated")
            return answers.once_more(body, error.answer)
        trouble = troubles.read(error, body, is_away=self._is_away)
        if kind_of(body) is Kind.EVENT:
            return BoltResponse(status=500 if trouble.again else 200, body="")
        return self._say(body, trouble.words, field=trouble.field, blocks=trouble.blocks)

    def _say(
        self, body: Body, sentence: str, *, field: str | None = None, blocks: Sequence[Block] = ()
    ) -> BoltResponse:
        """Answer with words: in the ack where it shows them, else beside it.

        A click's ack shows nothing and looks like a yes: it waits for the words, or whoever is killed in between has
        confirmed what is not stored.
        """
        shown = answers.in_ack(body, sentence, field=field, blocks=blocks)
        if shown is None:
            telling = tell(self._clients_of(workspace_of(body)).posting, body, sentence, blocks=blocks)
            _SPOKEN.get().append(_started(telling, self._words))
        return shown or answers.silent()

    def _handle_unmatched_requests(self, req: AsyncBoltRequest, resp: BoltResponse) -> BoltResponse:
        """Answer what no room listens to: events are taken, stale buttons and forms get a sentence."""
        kind = kind_of(req.body)
        if kind is Kind.OTHER:
            return resp
        log.debug("nobody_listens", kind=kind)
        if kind is Kind.CLICK and not _asks_for_an_answer(req.body):
            return answers.silent()
        return self._say(req.body, words.unknown(kind, self._help))

    def _init_context(self, req: AsyncBoltRequest) -> None:
        super()._init_context(req)
        client = req.context.client
        client.proxy = self.client.proxy  # bolt's copy takes it from the environment again
        if req.context.is_enterprise_install and (workspace_id := workspace_of(req.body)):
            client.default_params["team_id"] = workspace_id  # bolt finds none where all of an organisation is meant

    async def quiet(self) -> None:
        """Let the doors go first: return in a moment in which none is at work, or when that took too long to come."""
        until = clock.monotonic() + _LONGEST_MOMENT
        while clock.monotonic() < until:
            begun = self._begun
            await asyncio.sleep(_MOMENT)
            if begun == self._begun and not self._doors:
                return

    async def drain(self, seconds: float) -> bool:
        """Wait until all doors and words are through, `seconds` at most; say whether they are."""
        running = self._doors | self._words
        if not running:
            return True
        _, left = await asyncio.wait(running, timeout=seconds)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=1)
        return not left


def _started(work: Coroutine[Any, Any, T], running: set[asyncio.Task[T]]) -> asyncio.Task[T]:
    task = asyncio.ensure_future(work)
    running.add(task)
    task.add_done_callback(running.discard)
    task.add_done_callback(_heard)
    return task


async def _unsaid(spoken: Sequence[asyncio.Task[bool]], *, until: float) -> int:
    """Wait for words until then (monotonic seconds); where not all are said, HTTP's name for it, else 0.

    Those that are on their way still are ours (503); where Slack took them in no way, that is what failed (424).
    """
    _, left = await asyncio.wait(spoken, timeout=max(0.0, until - clock.monotonic()))
    if left:
        return 503
    return 0 if all(not one.cancelled() and one.result() for one in spoken) else 424


def _heard(task: asyncio.Task[Any]) -> None:
    """Take a late door's error, so that asyncio does not report it as forgotten: the person has had words already."""
    if not task.cancelled():
        task.exception()


def _asks_for_an_answer(body: Body) -> bool:
    """Whether a click that nobody listens to was on a button: menus and boxes of a form are read at its submission."""
    action = (body.get("actions") or [{}])[0]
    return action.get("type") == "button" and not _is_link(body, str(action.get("action_id")))


def _is_link(body: Body, action_id: str) -> bool:
    """Whether the button only opened an address: Slack tells of it all the same, but nothing is to be done."""
    blocks = [*((body.get("message") or {}).get("blocks") or ()), *((body.get("view") or {}).get("blocks") or ())]
    elements = [element for block in blocks for element in (*block.get("elements", ()), block.get("accessory") or {})]
    return any(element.get("action_id") == action_id and "url" in element for element in elements)


def _without_token(client: AsyncWebClient) -> AsyncWebClient:
    """Return bolt's model of a client: each request gets a copy of it, with the token that authorize names."""
    copy = AsyncWebClient(
        base_url=client.base_url,
        timeout=client.timeout,
        session=client.session,
        logger=client.logger,
        retry_handlers=[],
    )
    copy.proxy = client.proxy
    return copy


def _quiet() -> logging.Logger:
    """Return a logger for bolt that is never told to debug: bolt would log whole payloads, people's words included."""
    logger = logging.getLogger("salesbot.bolt")
    logger.setLevel(logging.WARNING)
    return logger
