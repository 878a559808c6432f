"""The words of the install pages: what salesbot is, what to press, what went wrong, and what to do next in Slack."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"

_STYLE = (
    "body{font:17px/1.6 system-ui,sans-serif;max-width:34em;margin:12vh auto;padding:0 1.2em;color:#1d1c1d;"
    "background:#fff}h1{font-size:1.6em;line-height:1.25}button,a.button{display:inline-block;font:inherit;"
    "font-weight:600;color:#fff;background:#1f4d3a;border:0;border-radius:.4em;padding:.7em 1.3em;cursor:pointer;"
    "text-decoration:none}code{background:#f1f1ef;border-radius:.2em;padding:.1em .3em}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}code{background:#2a2a2a}}"
)


@dataclass(frozen=True)
class Page:
    """A page: its status, its title, and below that HTML of ours, in which whatever came from outside is escaped."""

    title: str
    body: str
    status: int = 200

    @property
    def html(self) -> str:
        """The whole page; it loads nothing and runs nothing."""
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width"><title>{escape(self.title)}</title><style>{_STYLE}</style></head>'
            f"<body><main><h1>{escape(self.title)}</h1>{self.body}</main></body></html>"
        )


_AGAIN = f'<p><a class="button" href="{INSTALL}">Begin again</a></p>'


def welcome() -> Page:
    """The page with the button."""
    return Page(
        "Add salesbot to Slack",
        "<p>salesbot keeps a sales team's rhythm: it asks everyone a few short questions at their own local time, "
        "gathers the answers in one report in the team's channel, and keeps blockers in sight.</p>"
        "<p>Slack will ask you for your workspace and show what salesbot may do there. It works in the channels that "
        "somebody chooses for a team, and in direct messages with the people of that team.</p>"
        f'<form method="post" action="{INSTALL}"><button>Add to Slack</button></form>',
    )


def installed(name: str, *, app_id: str, team_id: str, command: str) -> Page:
    """It worked: what to do next, in Slack. `command` is /salesbot as it is called here."""
    where = f"https://slack.com/app_redirect?app={escape(app_id)}" + (f"&amp;team={escape(team_id)}" if team_id else "")
    return Page(
        f"salesbot is in {name or 'your workspace'}",
        "<p>What comes next happens in Slack:</p><ol>"
        f"<li>Open your sales team's channel and type <code>{escape(command)} setup</code>.</li>"
        "<li>Choose who is in the team, and when salesbot should ask them.</li>"
        "<li>Press <b>Ask everyone now</b>, or wait for tomorrow morning.</li></ol>"
        f'<p><a class="button" href="{where}">Open Slack</a></p>'
        "<p>If salesbot was here before, all that it kept is there again: type "
        f"<code>{escape(command)} why</code> to see what comes next.</p>",
    )


def cancelled() -> Page:
    """Somebody said no on Slack's page."""
    return Page(
        "Nothing was installed",
        "<p>You pressed Cancel on Slack's page, so salesbot is not in your workspace, and nothing was stored.</p>"
        f"<p>If your workspace lets only admins add apps, send them the address of this page.</p>{_AGAIN}",
    )


def stale() -> Page:
    """The state is not one that this browser began here, or it was used, or it is too old."""
    return Page(
        "This install cannot be finished",
        "<p>It was begun more than ten minutes ago, in another browser, or it is finished already. Nothing was changed "
        "by this visit.</p><p>If Slack shows salesbot among your apps, all is well. Else begin again, and stay in one "
        f"browser.</p>{_AGAIN}",
        400,
    )


def busy() -> Page:
    """Too many installs were begun and not finished."""
    return Page(
        "One moment, please",
        f"<p>Very many people are installing salesbot just now. Try again in a few minutes.</p>{_AGAIN}",
        503,
    )


# What Slack says on its way back, or of the code that it gave; pages "Installing with OAuth", "oauth.v2.access".
_WHY = {
    "invalid_code": "Slack no longer takes this code: it is good once, for ten minutes. Begin again.",
    "code_already_used": "Slack has taken this code already. If salesbot is not among your apps, begin again.",
    "invalid_client_id": "Slack does not know this app. Whoever runs this server: check SALESBOT_CLIENT_ID.",
    "bad_client_secret": "Slack refuses this app's secret. Whoever runs this server: check SALESBOT_CLIENT_SECRET.",
    "bad_redirect_uri": (
        "Slack does not know the way back to this page. Whoever runs this server: add the address of "
        f"{BACK} under OAuth &amp; Permissions of the Slack app."
    ),
    "invalid_team_for_non_distributed_app": (
        "This app may only be added to the workspace in which it was made. Whoever runs this server: turn on "
        "Manage Distribution of the Slack app."
    ),
    "invalid_scope": "Slack does not know a permission that was asked for. Whoever runs this server: update salesbot.",
    "no_answer": "Slack did not answer. Nothing was installed; try again in a minute.",
    "no_bot": "Slack gave no token for a bot. Whoever runs this server: the Slack app needs a bot user.",
    "broken": "That was salesbot's own mistake. Begin again; if it stays so, tell whoever runs this server.",
    "not_saved": "salesbot could not write it down, as its database is away. Try again in a minute.",
}


def failed(code: str) -> Page:
    """Something went wrong with Slack or with us; `code` is Slack's, or one of ours."""
    named = f"Slack says <code>{escape(code[:60])}</code>. Begin again; if it stays so, tell whoever runs this server."
    here = 503 if code in {"no_answer", "not_saved", "broken"} else 400
    return Page("salesbot was not installed", f"<p>{_WHY.get(code, named)}</p>{_AGAIN}", here)
