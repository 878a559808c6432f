"""Files in three calls, as slack_sdk makes them, and the page on which they are saved."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

CONTENT = b"a,b\r\n1,2\r\n"


async def refusal(call) -> str:
    """The error Slack answers with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


@pytest.fixture
async def im(client, ben):
    """Ben's direct message with the app."""
    return (await client.conversations_open(users=ben.id))["channel"]["id"]


async def announced(client, content=CONTENT):
    """A file that is announced; its bytes have not come."""
    return await client.files_getUploadURLExternal(filename="data.csv", length=len(content))


async def test_a_file_comes_as_a_message_that_history_tells_of(client, slack, im, ben):
    """slack_sdk's own upload works; the file has its bytes, its name and its title."""
    await client.files_upload_v2(channel=im, filename="data.csv", title="All of it", content=CONTENT)
    (message,) = slack.messages(ben)
    (file,) = (await client.conversations_history(channel=im))["messages"][0]["files"]
    assert (file["name"], file["title"], file["size"], file["mimetype"]) == ("data.csv", "All of it", 10, "text/csv")
    assert message.files[0].content == CONTENT


async def test_each_step_refuses_what_slack_would(client, session, im, emea_without_bot):
    """No bytes, other bytes than announced, a second time, a channel without the bot, a file that never was."""
    place = await announced(client)
    file = [{"id": place["file_id"]}]
    assert await refusal(client.files_completeUploadExternal(files=file, channel_id=im)) == "file_not_found"
    assert (await session.post(place["upload_url"], data=b"short")).status == 400
    assert (await session.post(place["upload_url"], data=CONTENT)).status == 200
    assert (await session.post(place["upload_url"], data=CONTENT)).status == 404
    assert (await session.post(f"{place['upload_url']}x", data=CONTENT)).status == 404
    shown = client.files_completeUploadExternal(files=file, channel_id=emea_without_bot.id)
    assert await refusal(shown) == "not_in_channel"
    await client.files_completeUploadExternal(files=file, channel_id=im)
    assert await refusal(client.files_completeUploadExternal(files=file, channel_id=im)) == "file_not_found"
    assert await refusal(client.files_completeUploadExternal(files=[{"id": "F0"}])) == "file_not_found"
    assert await refusal(client.files_getUploadURLExternal(filename="x", length=0)) == "invalid_arguments"
    assert await refusal(client.files_delete(file="F0")) == "file_not_found"


@pytest.fixture
def emea_without_bot(slack, ana):
    """A channel in which the app is not."""
    return slack.channel("emea-sales", members=[ana])


async def test_a_deleted_file_takes_its_message_along_unless_words_stand_there(client, slack, im, ben):
    """A message that showed the file alone goes; one with a comment stays without it."""
    for comment in (None, "Here it is"):
        await client.files_upload_v2(channel=im, filename="data.csv", content=CONTENT, initial_comment=comment)
    for message in slack.messages(ben):
        await client.files_delete(file=message.files[0].id)
    (left,) = slack.messages(ben)
    assert (left.text, left.files) == ("Here it is", ())


async def test_the_page_shows_a_file_and_saves_it(client, slack, session, im, ben):
    """A link beside its size; what it leads to is saved and never drawn as a page."""
    await client.files_upload_v2(channel=im, filename="daten für Ben.csv", title="<b>Data</b>", content=CONTENT)
    async with session.get(slack.address, params={"as": ben.id, "in": im}) as answer:
        page = await answer.text()
    file = slack.messages(ben)[0].files[0]
    assert f'href="/page/file/{file.id}"' in page
    assert "&lt;b&gt;Data&lt;/b&gt;" in page
    async with session.get(f"{slack.address}/page/file/{file.id}") as answer:
        assert await answer.read() == CONTENT
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''daten%20f")
        assert answer.content_type == "application/octet-stream"
    async with session.get(f"{slack.address}/page/file/F0") as answer:
        assert answer.status == 404


async def test_files_need_their_permission(slack, acme, session):
    """Without files:write nothing begins."""
    other = slack.install(acme, None, without=("files:write",))
    client = AsyncWebClient(token=other.bot_token, base_url=slack.url, session=session, retry_handlers=[])
    assert await refusal(client.files_getUploadURLExternal(filename="x", length=1)) == "missing_scope"
