"""What salesbot says at its doors when something is refused, late, broken or long gone."""

from __future__ import annotations

from salesbot.slack.kinds import Kind

_AGAIN = {
    Kind.SUBMISSION: "Press Submit again; nothing is stored twice.",
    Kind.CLICK: "Press it again; nothing is stored twice.",
    Kind.SHORTCUT: "Please try it again.",
    Kind.COMMAND: "Look whether it is there before you type it again.",
}


def unconfirmed(kind: Kind) -> str:
    """The door took too long; what it wrote may or may not be there."""
    return f"I could not confirm that this was saved. {_AGAIN.get(kind, '')}".strip()


def unsaved(kind: Kind) -> str:
    """The database said no: locked, full or away."""
    if kind is Kind.COMMAND:
        return "This was not saved: my database does not answer just now. Please type it again in a minute."
    return f"This was not saved: my database does not answer just now. {_AGAIN.get(kind, '')}".strip()


def too_fast(kind: Kind) -> str:
    """More came from one person than any human presses; nothing was done with this."""
    again = {
        Kind.SUBMISSION: "Your words are still here: press Submit again in a few seconds.",
        Kind.COMMAND: "Nothing was done with this one: type it again in a few seconds.",
    }.get(kind, "Nothing was done with this one: try it again in a few seconds.")
    return f"That was a lot at once. {again}"


def broken(kind: Kind, trouble: str) -> str:
    """Something nobody foresaw; `trouble` is the id under which the log has it."""
    kept = "Nothing was lost: what you wrote stays here. " if kind is Kind.SUBMISSION else ""
    return f"Something broke on my side (id {trouble}). {kept}Try again; if it stays, tell your admin this id."


def slow_slack(kind: Kind) -> str:
    """Slack took too long for what the door asked of it, or the moment for a form had passed."""
    again = "Type it again." if kind is Kind.COMMAND else "Please try it again."
    return f"Slack took too long to open this. {again}"


def unknown(kind: Kind, helping: str) -> str:
    """Nothing here answers to this any more; `helping` is the help command as it is called here."""
    if kind is Kind.SUBMISSION:
        return "This form is from before I changed. Close it and open it again; your text can be copied from here."
    if kind is Kind.COMMAND:
        return f"I do not know this command. `{helping}` shows what I can do."
    return f"This button is from before I changed, and does nothing any more. `{helping}` shows what I can do now."
