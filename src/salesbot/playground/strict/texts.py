"""The small parts of Slack's blocks: texts, options, confirmations.

Pages: `reference/block-kit/composition-objects/` with text-object, option-object, option-group-object,
confirmation-dialog-object, conversation-filter-object, dispatch-action-configuration-object, slack-file-object.
"""

from salesbot.playground.strict.grammar import (
    Check,
    at_least_one,
    both,
    choice,
    exactly_one,
    flag,
    items,
    kind,
    kinds,
    record,
    string,
)

TEXT_MAX = 3000  # text-object
OPTIONS_MAX = 100  # select-menu-element
URL_MAX = 3000  # button-element, image-element


def plain(most: int = TEXT_MAX) -> Check:
    """A `plain_text` object of one to `most` characters."""
    return kind("plain_text", needs={"text": string(most)}, may={"emoji": flag})


def mrkdwn(most: int = TEXT_MAX) -> Check:
    """A `mrkdwn` object of one to `most` characters."""
    return kind("mrkdwn", needs={"text": string(most)}, may={"verbatim": flag})


def text(most: int = TEXT_MAX) -> Check:
    """A text object of either kind."""
    return kinds({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


identifier = string(255)  # block_id and action_id, on every block's and element's page
url = string(URL_MAX)

slack_file = both(record(may={"url": string(URL_MAX), "id": string(255)}), exactly_one("url", "id"))

confirm = record(
    needs={"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    may={"style": choice("primary", "danger")},
)

dispatch_config = record(
    may={"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), most=2)},
)

conversation_filter = both(
    record(
        may={
            "include": items(choice("im", "mpim", "private", "public"), most=4),
            "exclude_external_shared_channels": flag,
            "exclude_bot_users": flag,
        },
    ),
    at_least_one("include", "exclude_external_shared_channels", "exclude_bot_users"),
)


def option(label: Check, *, links: bool = False) -> Check:
    """One option: text 75, value 150, description 75; `url` only in overflow menus (option-object)."""
    return record(
        needs={"text": label, "value": string(150)},
        may={"description": text(75)} | ({"url": url} if links else {}),
    )


plain_option = option(plain(75))
any_option = option(text(75))
option_group = record(needs={"label": plain(75), "options": items(plain_option, most=OPTIONS_MAX)})
