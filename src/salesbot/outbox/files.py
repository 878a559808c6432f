"""A file goes to Slack in three calls: where may it go, the file itself, and where is it to be seen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from salesbot.outbox import look
from salesbot.outbox.calls import CallFailed, call
from salesbot.outbox.rules import Failure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.outbox.parcel import Parcel
    from salesbot.room import File, Message


async def send(
    client: AsyncWebClient, parcel: Parcel, message: Message, *, seconds: float, begin: Callable[[], None]
) -> tuple[str, str]:
    """Send the message's file to the parcel's target; return the channel and the file's id. Raises CallFailed.

    `begin` is asked right before the call that shows it, and raises where that may not begin any more.
    Slack names no message ("files.completeUploadExternal"): it shows up a moment later, and goes with its file.
    """
    file = message.file
    assert file is not None  # noqa: S101  told to mypy: the carrier sends nothing else here
    channel = parcel.channel or await look.channel_of(client, parcel.target, seconds=seconds)
    name = named(file, parcel.delivery_id)
    place = await call(client.files_getUploadURLExternal(filename=name, length=len(file.content)), seconds=seconds)
    await _put(client, str(place["upload_url"]), file.content, seconds=seconds)
    begin()
    done = client.files_completeUploadExternal(
        files=[{"id": place["file_id"], "title": file.name}], channel_id=channel,
        initial_comment=message.text or None, thread_ts=parcel.thread_ts,
    )  # fmt: skip
    await call(done, seconds=seconds)
    return channel, str(place["file_id"])


def named(file: File, delivery_id: str) -> str:
    """Return the file's name with its delivery's id in it: that is how it is found again in Slack's history."""
    stem, dot, ending = file.name.rpartition(".")
    return f"{stem}-{look.mark(delivery_id)}.{ending}" if dot else f"{file.name}-{look.mark(delivery_id)}"


async def _put(client: AsyncWebClient, url: str, content: bytes, *, seconds: float) -> None:
    """Send the bytes themselves (Slack's page "Working with files": the body of a POST, answered with 200)."""
    session: Any = client.session
    status = await _posted(session.post(url, data=content, proxy=client.proxy or None), seconds=seconds)
    if status != 200:  # noqa: PLR2004  HTTP's own number
        raise CallFailed(Failure("not_json", status=status))


async def _posted(request: Awaitable[Any], *, seconds: float) -> int:
    try:
        async with asyncio.timeout(seconds):
            answer = await request
            answer.release()
            return int(answer.status)
    except Exception as error:  # nothing is to be seen yet: it may be begun again from the first call
        raise CallFailed(Failure("cannot_connect", reached=False)) from error


def is_one(ts: str | None) -> bool:
    """Whether what stands for a message is a file (F…)."""
    return ts is not None and ts.startswith("F")


async def delete(client: AsyncWebClient, file_id: str, *, seconds: float) -> None:
    """Delete a file, and with it the message that shows it. Raises CallFailed."""
    try:
        await call(client.files_delete(file=file_id), seconds=seconds)
    except CallFailed as error:
        if error.failure.code not in {"file_not_found", "file_deleted"}:
            raise
