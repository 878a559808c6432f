"""Elements: buttons, menus, boxes and pickers. Limits: docs.slack.dev, Block Kit reference, and slack.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.slack.kit.text import mrkdwn, plain, shorten, within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from salesbot.room import Block

LABEL = 75
PLACEHOLDER = 150


def button(
    text: str,
    action: str,
    *,
    value: str = "",
    style: str | None = None,
    url: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """Return a button; `style` is `primary` or `danger`, `value` 2,000 characters at most and never a right."""
    block = _element("button", action, text=plain(shorten(text, LABEL)), style=style, url=url, confirm=confirm)
    if value:
        block["value"] = within(value, 2000, what="a button's value")
    return block


def confirm(title: str, text: str, *, yes: str, no: str = "Cancel") -> Block:
    """Return the question that stands before a button that cannot be undone."""
    return {
        "title": plain(shorten(title, 100)),
        "text": mrkdwn(within(text, 300, what="a confirmation")),
        "confirm": plain(shorten(yes, 30)),
        "deny": plain(shorten(no, 30)),
    }


def option(text: str, value: str, *, description: str = "") -> Block:
    """Return one choice; `value` 150 characters at most."""
    choice: Block = {"text": plain(shorten(text, LABEL)), "value": within(value, 150, what="an option's value")}
    if description:
        choice["description"] = plain(shorten(description, LABEL))
    return choice


def option_group(label: str, options: Sequence[Block]) -> Block:
    """Return choices under one heading."""
    return {"label": plain(shorten(label, LABEL)), "options": _choices(options)}


def static(placeholder: str, action: str, *, options: Sequence[Block], initial: str | None = None) -> Block:
    """Return a menu of 1 to 100 options; `initial` is a value among them."""
    return _menu(
        "static_select", action, placeholder, options=_choices(options), initial_option=_find(options, initial)
    )


def multi_static(
    placeholder: str, action: str, *, options: Sequence[Block], initial: Sequence[str] = (), most: int | None = None
) -> Block:
    """Return a menu of which several options may be taken, `most` at most."""
    taken = [choice for choice in options if choice["value"] in initial]
    return _menu(
        "multi_static_select",
        action,
        placeholder,
        options=_choices(options),
        initial_options=taken or None,
        max_selected_items=most,
    )


def external(placeholder: str, action: str, *, min_query_length: int = 0, initial: Block | None = None) -> Block:
    """Return a menu whose options salesbot is asked for while the person types (block suggestions)."""
    return _menu("external_select", action, placeholder, min_query_length=min_query_length, initial_option=initial)


def multi_external(
    placeholder: str,
    action: str,
    *,
    min_query_length: int = 0,
    initial: Sequence[Block] = (),
    most: int | None = None,
) -> Block:
    """Return a menu of several options that salesbot is asked for while the person types."""
    return _menu(
        "multi_external_select",
        action,
        placeholder,
        min_query_length=min_query_length,
        initial_options=list(initial) or None,
        max_selected_items=most,
    )


def users(placeholder: str, action: str, *, initial: str | None = None) -> Block:
    """Return a menu of the workspace's people."""
    return _menu("users_select", action, placeholder, initial_user=initial)


def multi_users(placeholder: str, action: str, *, initial: Sequence[str] = (), most: int | None = None) -> Block:
    """Return a menu of people of which several may be taken."""
    return _menu(
        "multi_users_select", action, placeholder, initial_users=list(initial) or None, max_selected_items=most
    )


def channels(placeholder: str, action: str, *, initial: str | None = None) -> Block:
    """Return a menu of public channels."""
    return _menu("channels_select", action, placeholder, initial_channel=initial)


def conversations(placeholder: str, action: str, *, initial: str | None = None, current: bool = False) -> Block:
    """Return a menu of the channels, private ones too, that this person sees; none shared with another company.

    `current` takes the channel in which the person is.
    """
    return _menu(
        "conversations_select",
        action,
        placeholder,
        initial_conversation=initial,
        default_to_current_conversation=True if current else None,
        filter={"include": ["public", "private"], "exclude_external_shared_channels": True, "exclude_bot_users": True},
    )


def radio(action: str, options: Sequence[Block], *, initial: str | None = None) -> Block:
    """Return 1 to 10 options of which one is taken."""
    return _element("radio_buttons", action, options=_choices(options, most=10), initial_option=_find(options, initial))


def checkboxes(action: str, options: Sequence[Block], *, initial: Sequence[str] = ()) -> Block:
    """Return 1 to 10 options of which any number is taken."""
    taken = [choice for choice in options if choice["value"] in initial]
    return _element("checkboxes", action, options=_choices(options, most=10), initial_options=taken or None)


def overflow(action: str, options: Sequence[Block], *, confirm: Block | None = None) -> Block:
    """Return the menu behind three dots: 1 to 5 options."""
    return _element("overflow", action, options=_choices(options, most=5), confirm=confirm)


def timepicker(action: str, *, initial: str | None = None) -> Block:
    """Return a picker of a wall time; `initial` is `HH:MM`."""
    return _element("timepicker", action, initial_time=initial)


def datepicker(action: str, *, initial: date | None = None) -> Block:
    """Return a picker of a day."""
    return _element("datepicker", action, initial_date=initial.isoformat() if initial else None)


def text_box(
    action: str,
    *,
    multiline: bool = False,
    initial: str = "",
    placeholder: str = "",
    longest: int = 3000,
    focus: bool = False,
) -> Block:
    """Return a box to write in; `longest` is Slack's 3,000 at most."""
    return _element(
        "plain_text_input",
        action,
        multiline=True if multiline else None,
        initial_value=within(initial, longest, what="what stands in a box") if initial else None,
        placeholder=plain(shorten(placeholder, PLACEHOLDER)) if placeholder else None,
        max_length=longest,
        focus_on_load=True if focus else None,
    )


def number_box(action: str, *, initial: str = "", eager: bool = False) -> Block:
    """Return a box for one number, whole or not; with `eager` each character typed is told of at once.

    That takes a block with `dispatch`; see "Dispatch action configuration object" in Slack's Block Kit reference.
    """
    return _element(
        "number_input",
        action,
        is_decimal_allowed=True,
        initial_value=initial or None,
        dispatch_action_config={"trigger_actions_on": ["on_character_entered"]} if eager else None,
    )


def _menu(kind: str, action: str, placeholder: str, **parts: Any) -> Block:
    text = plain(shorten(placeholder, PLACEHOLDER)) if placeholder else None
    return _element(kind, action, placeholder=text, **parts)


def _element(kind: str, action: str, **parts: Any) -> Block:
    element: Block = {"type": kind, "action_id": within(action, 255, what="an action id")}
    return element | {key: part for key, part in parts.items() if part is not None}


def _choices(options: Sequence[Block], *, most: int = 100) -> list[Block]:
    if not 1 <= len(options) <= most:
        raise ValueError(f"a menu has 1 to {most} options, not {len(options)}")
    return list(options)


def _find(options: Sequence[Block], value: str | None) -> Block | None:
    return next((choice for choice in options if choice["value"] == value), None)
