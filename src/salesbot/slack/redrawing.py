"""A modal that changes while somebody fills it in: the newest of what they did wins, and what they typed stays."""

from __future__ import annotations

from collections import OrderedDict
from decimal import Decimal
from typing import TYPE_CHECKING

import structlog
from slack_sdk.errors import SlackApiError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import Block
    from salesbot.slack.reading import Body

_KNOWN = 1_000  # views of which the newest act is remembered
_GONE = frozenset({"not_found", "view_not_found"})  # they closed it meanwhile

log = structlog.get_logger(__name__)


class Redrawing:
    """Updates modals after acts in them.

    "views.update" in Slack's reference: with the hash of the view in which somebody acted, an update that something
    newer overtook is refused (`hash_conflict`). If that was an older act, this one is shown all the same; if it was a
    newer one, this one is left out. What was typed stays where block ids and action ids do.
    """

    def __init__(self) -> None:
        self._newest: OrderedDict[str, Decimal] = OrderedDict()

    def heard(self, body: Body) -> None:
        """Note an act, as soon as it came."""
        view_id, at = str(body["view"]["id"]), _acted_at(body)
        self._newest[view_id] = max(at, self._newest.pop(view_id, at))
        while len(self._newest) > _KNOWN:
            self._newest.popitem(last=False)

    async def update(self, client: AsyncWebClient, body: Body, view: Block) -> None:
        """Show the view as it is after this act, unless a newer one came meanwhile or the modal is closed."""
        view_id = str(body["view"]["id"])
        try:
            await client.views_update(view_id=view_id, hash=str(body["view"]["hash"]), view=view)
        except SlackApiError as error:
            if error.response.get("error") == "hash_conflict" and self._newest.get(view_id) == _acted_at(body):
                await self._anyway(client, view_id, view)
            elif error.response.get("error") not in {"hash_conflict", *_GONE}:
                raise
            else:
                log.debug("modal_moved_on")

    async def _anyway(self, client: AsyncWebClient, view_id: str, view: Block) -> None:
        try:
            await client.views_update(view_id=view_id, view=view)
        except SlackApiError as error:
            if error.response.get("error") not in _GONE:
                raise


def _acted_at(body: Body) -> Decimal:
    """When Slack heard of it, by its own clock: `1772438400.123456`."""
    return Decimal(str(body["actions"][0]["action_ts"]))
