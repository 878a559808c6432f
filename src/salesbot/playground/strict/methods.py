"""The Web API methods that the local Slack knows: arguments, scopes and rates.

Every entry is written after its own page, `reference/methods/<name>`; the tiers are those of
`apis/web-api/rate-limits`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from salesbot.playground.strict.grammar import Problem, fault

TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
SPECIAL = 0  # a rule of its own: see the method's page

_KINDS = ("channel", "group", "im", "mpim")
_PREFIX = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True)
class Method:
    """One method: `tier` is calls a minute (0 is a rule of its own), `scopes` by kind of conversation ("" is any)."""

    page: str
    tier: int
    arguments: frozenset[str]
    required: frozenset[str] = frozenset()
    scopes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # Groups of which one argument must be there: (("channel", "users"),) for conversations.open.
    either: tuple[frozenset[str], ...] = ()


def arguments(method: str, names: Collection[str]) -> Problem | None:
    """Why Slack refuses these argument names; `unknown_method` when there is no such method."""
    known = METHODS.get(method)
    if known is None:
        return Problem("unknown_method")
    wrong = [fault(f"unknown argument: {name}", f"/{name}") for name in names if name not in known.arguments]
    missing = [fault(f"missing required field: {name}", "") for name in known.required if name not in names]
    unmet = [group for group in known.either if not group & set(names)]
    open_choice = [fault(f"must define one of: {', '.join(sorted(group))}", "") for group in unmet]
    faults = tuple(sorted(wrong + missing + open_choice))
    return Problem("invalid_arguments", faults) if faults else None


def scopes(method: str, conversation_kind: str = "") -> frozenset[str]:
    """The scopes of which any one suffices for this kind of conversation; empty when none is needed.

    With no kind (""), where the answer depends on the kind, any of them opens the door: Slack looks again at what is
    asked for.
    """
    by_kind = METHODS[method].scopes
    if conversation_kind in by_kind:
        return by_kind[conversation_kind]
    if "" in by_kind:
        return by_kind[""]
    return frozenset().union(*by_kind.values()) if not conversation_kind else frozenset()


def _any(*names: str) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({"": frozenset(names)})


def _by_kind(verb: str, kinds: Iterable[str] = _KINDS) -> Mapping[str, frozenset[str]]:
    """channels:read, groups:read, im:read, mpim:read and the like."""
    return MappingProxyType({kind: frozenset({f"{_PREFIX[kind]}:{verb}"}) for kind in kinds})


_MANAGED = MappingProxyType(
    {"channel": frozenset({"channels:manage"}), "group": frozenset({"groups:write"})},
)
_OPENED = MappingProxyType({"im": frozenset({"im:write"}), "mpim": frozenset({"mpim:write"})})
_INVITED = MappingProxyType(
    {
        "channel": frozenset({"channels:manage", "channels:write.invites"}),
        "group": frozenset({"groups:write", "groups:write.invites"}),
    },
)
_NONE: Mapping[str, frozenset[str]] = MappingProxyType({})


def _method(
    name: str,
    tier: int,
    allowed: Mapping[str, frozenset[str]],
    needs: str,
    may: str,
    either: str = "",
) -> tuple[str, Method]:
    """One row of the table; the argument names stand as words, as on the page. `token` may always come along."""
    needed, group = frozenset(needs.split()), frozenset(either.split())
    known = needed | group | set(may.split()) | {"token"}
    page = f"reference/methods/{name}"
    return name, Method(page, tier, known, needed, allowed, (group,) if group else ())


# client_msg_id stands on no page; chat.postMessage knows it all the same (its error duplicate_message_not_found).
_SPOKEN = "text blocks attachments markdown_text"
_LOOK = "as_user icon_emoji icon_url username link_names parse"
_PAGED = "cursor limit"
_SPAN = f"{_PAGED} inclusive include_all_metadata latest oldest"
_POSTED = "thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn metadata client_msg_id container_id"

METHODS: Mapping[str, Method] = MappingProxyType(
    dict(
        (
            _method("api.test", TIER_4, _NONE, "", "error foo"),
            _method("auth.test", SPECIAL, _NONE, "", ""),
            _method("auth.revoke", TIER_3, _NONE, "", "test"),
            _method("auth.teams.list", TIER_2, _NONE, "", "cursor include_icon limit"),
            _method(
                "oauth.v2.access",
                TIER_4,
                _NONE,
                "",
                "client_id client_secret code grant_type redirect_uri refresh_token",
            ),
            _method("apps.uninstall", TIER_1, _NONE, "client_id client_secret", ""),
            _method("apps.connections.open", TIER_1, _any("connections:write"), "", ""),
            _method("chat.postMessage", SPECIAL, _any("chat:write"), "channel", f"{_SPOKEN} {_LOOK} {_POSTED}"),
            _method("chat.postEphemeral", TIER_4, _any("chat:write"), "channel user", f"{_SPOKEN} {_LOOK} thread_ts"),
            _method(
                "chat.update",
                TIER_3,
                _any("chat:write"),
                "channel ts",
                f"{_SPOKEN} as_user file_ids link_names parse reply_broadcast metadata unfurl_links unfurl_media",
            ),
            _method("chat.delete", TIER_3, _any("chat:write"), "channel ts", "as_user"),
            _method("chat.getPermalink", SPECIAL, _NONE, "channel message_ts", ""),
            _method(
                "chat.scheduleMessage",
                TIER_3,
                _any("chat:write"),
                "channel post_at",
                f"{_SPOKEN} as_user link_names parse thread_ts reply_broadcast unfurl_links unfurl_media metadata",
            ),
            _method("conversations.open", TIER_3, _OPENED, "", "return_im prevent_creation", "channel users"),
            _method("conversations.info", TIER_3, _by_kind("read"), "channel", "include_locale include_num_members"),
            _method("conversations.members", TIER_4, _by_kind("read"), "channel", _PAGED),
            _method("conversations.history", TIER_3, _by_kind("history"), "channel", _SPAN),
            _method("conversations.replies", TIER_3, _by_kind("history"), "channel ts", _SPAN),
            _method("conversations.list", TIER_2, _by_kind("read"), "", f"{_PAGED} exclude_archived team_id types"),
            _method("conversations.join", TIER_3, _any("channels:join"), "channel", ""),
            _method("conversations.create", TIER_2, _MANAGED, "name", "is_private team_id"),
            _method("conversations.invite", TIER_3, _INVITED, "channel users", "force"),
            _method("users.info", TIER_4, _any("users:read"), "user", "include_locale"),
            _method("users.list", TIER_2, _any("users:read"), "", f"{_PAGED} include_locale team_id"),
            _method("users.profile.get", TIER_4, _any("users.profile:read"), "", "user include_labels"),
            _method(
                "users.conversations",
                TIER_3,
                _by_kind("read"),
                "",
                f"{_PAGED} exclude_archived team_id types user",
            ),
            _method("users.lookupByEmail", TIER_3, _any("users:read.email"), "email", ""),
            _method("views.open", TIER_4, _NONE, "view", "", "trigger_id interactivity_pointer"),
            _method("views.push", TIER_4, _NONE, "view", "", "trigger_id interactivity_pointer"),
            _method("views.update", TIER_4, _NONE, "view", "hash", "view_id external_id"),
            _method("views.publish", TIER_4, _NONE, "user_id view", "hash"),
            _method(
                "usergroups.list",
                TIER_2,
                _any("usergroups:read"),
                "",
                "include_count include_disabled include_users team_id",
            ),
            _method(
                "usergroups.users.list",
                TIER_2,
                _any("usergroups:read"),
                "usergroup",
                "include_disabled team_id",
            ),
            _method("reactions.add", TIER_3, _any("reactions:write"), "channel name timestamp", ""),
            _method("reactions.get", TIER_3, _any("reactions:read"), "", "channel timestamp file file_comment full"),
            _method("dnd.teamInfo", TIER_2, _any("dnd:read"), "users", "team_id"),
            _method("team.info", TIER_3, _any("team:read"), "", "team domain include_slackbot_availability"),
            _method("bots.info", TIER_3, _any("users:read"), "", "bot team_id"),
            _method("files.delete", TIER_3, _any("files:write"), "file", ""),
            _method(
                "files.getUploadURLExternal",
                TIER_4,
                _any("files:write"),
                "filename length",
                "alt_txt snippet_type",
            ),
            _method(
                "files.completeUploadExternal",
                TIER_4,
                _any("files:write"),
                "files",
                "channel_id channels initial_comment thread_ts blocks",
            ),
        ),
    ),
)
