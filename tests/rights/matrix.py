"""Every door of salesbot, and for whom it does what it does: the rights of the house, as data.

A new door is one more row. `own` are those who may use it on what is theirs (their team's, or their own where `carries`
is a personal thing), `mate` those who may use it on what a colleague in the same team has, `other` those who may use it
on another team's things in the same workspace. Everybody else is refused in words, nothing in the database changes and
nothing of the team is told; ids of another workspace, ids that never were, and nonsense help nobody at all.
`sign` is how one sees that the door did it: `opens:<callback id>`, `changes` (the database), or `says:<words>`.
`asks` are the payloads; what they carry is filled in from the target: {team} {checkin} {ask} {draft} {blocker} {round}
{shown} (a coaching prompt) {plan} (a proposal of the editor) {who} (somebody in that team); {me} and {now} are whoever
knocks, and this second.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

INSIDE = frozenset({"manager", "rep", "contributor", "observer"})
KNOWN = INSIDE | {"ex-member", "admin"}
FULL = KNOWN | {"unknown"}
ALL = FULL | {"guest", "known guest", "stranger"}
PEOPLE = ALL
MANAGES = frozenset({"manager", "admin"})
ASKED = frozenset({"manager", "rep"})
ADMIN = frozenset({"admin"})
# What is published in a team is for its own people, but not for those who are asked only now and then.
READS = (INSIDE - {"contributor"}) | ADMIN
NOBODY: frozenset[str] = frozenset()

Element = dict[str, Any]
# The placeholders that name something of one team or one person.
IDS = (
    "tip", "kudos", "seat", "team", "checkin", "ask", "draft", "blocker", "away", "round", "question", "second", "plan",
    "who", "told", "shown", "prompt", "phrase", "talk", "action", "asked", "note", "promise",
)  # fmt: skip


@dataclass(frozen=True)
class Door:
    """One door. `carries` names the ids that its payload holds; without any there is no other target to try."""

    kind: str  # command, click, form, menu, typed, closing
    name: str
    sign: str
    own: frozenset[str]
    other: frozenset[str] = NOBODY
    mate: frozenset[str] = NOBODY
    carries: str = ""
    asks: str = ""  # a click's action id, where the door is a pattern
    values: dict[str, Element] = field(default_factory=dict)
    inside: str = ""  # the form in which a click happens; its private metadata is what it carries
    rest: str = ""  # what is typed after a command, or the value of a click beside what it carries
    far: frozenset[str] = NOBODY  # for whom ids of nowhere change nothing about what is done
    given: str = ""  # what must have happened before, see world.GIVEN
    proof: str = ""  # a question to the database that says 1 once it was done
    personal: bool = False  # whatever it does, it does to the one who knocks alone

    @property
    def carries_ids(self) -> bool:
        """Whether there are ids in its payload that could be somebody else's."""
        said = f"{self.carries} {self.rest} {self.asks} {[*self.values]} {[*self.values.values()]}"
        return any(f"{{{name}}}" in said for name in IDS)

    @property
    def is_personal(self) -> bool:
        """Whether what it carries can be a colleague's."""
        personal = (
            "{ask}", "{draft}", "{blocker}", "{away}", "{plan}", "{seat}", "{told}", "{kudos}", "{tip}",
            "{note}", "{promise}", "{shown}",
        )  # fmt: skip
        return any(one in self.carries for one in personal)


def text(value: str) -> Element:
    """What a box to write in holds."""
    return {"type": "plain_text_input", "value": value}


def one_of(value: str, *, kind: str = "static_select") -> Element:
    """What a menu of one holds."""
    return {"type": kind, "selected_option": {"text": {"type": "plain_text", "text": value}, "value": value}}


def some_of(*values: str) -> Element:
    """What boxes to tick hold."""
    options = [{"text": {"type": "plain_text", "text": value}, "value": value} for value in values]
    return {"type": "checkboxes", "selected_options": options}


def people(*members: str) -> Element:
    """What a menu of people holds."""
    return {"type": "multi_users_select", "selected_users": list(members)}


def person(member: str) -> Element:
    """What a menu of one person holds."""
    return {"type": "users_select", "selected_user": member}


def day(value: str) -> Element:
    """What a calendar holds."""
    return {"type": "datepicker", "selected_date": value or None}


def wall(value: str) -> Element:
    """What a clock holds."""
    return {"type": "timepicker", "selected_time": value}


def conversation(channel: str) -> Element:
    """What a menu of channels holds."""
    return {"type": "conversations_select", "selected_conversation": channel}


ME = {
    "zone": one_of("Europe/Paris"), "days": some_of("1", "2"), "country": one_of("guessed"),
    "quiet_from": wall("21:00"), "quiet_to": wall("07:00"), "pause": day("2026-03-12"), "aways": some_of(),
}  # fmt: skip
SETUP = {
    "name": text("Charlie"), "channel": conversation("{lobby}"), "managers": people(), "members": people("UNEW"),
    "zone": one_of("Europe/Berlin"), "templates": some_of("standup"), "time": wall("09:15"),
}  # fmt: skip

DESK = [
    Door("command", "/salesbot", "says:The short version", own=FULL, other=FULL),
    Door("command", "/salesbot help", "says:What I can do", own=FULL, other=FULL),
    Door("command", "/salesbot setup", "opens:desk.setup", own=FULL, other=FULL),
    Door("command", "/salesbot me", "opens:desk.me", own=KNOWN, other=KNOWN),
    Door("command", "/salesbot why", "says:What comes next", own=KNOWN, other=KNOWN),
    Door("command", "/salesbot away", "changes", own=KNOWN, other=KNOWN, rest="9-10 mar"),
    Door("command", "/salesbot away", "changes", own=MANAGES, other=ADMIN, rest="<@{who}> 9-10 mar"),
    Door("command", "/salesbot team", "says:*Alpha Team*", own=INSIDE | ADMIN, other=INSIDE),
    Door("command", "/salesbot simulate", "says:What Alpha Team will get", own=MANAGES, other=frozenset({"manager"})),
    Door("command", "/salesbot audit", "says:Who changed what", own=MANAGES, other=MANAGES),
    Door("command", "/salesbot audit", "says:Who changed what", own=MANAGES, other=MANAGES, far=MANAGES,
         rest="<@{who}>"),
    Door("click", "^desk\\.audit\\.(older|newest)$", "says:Who changed what", own=MANAGES, asks="desk.audit.older",
         rest="99999/"),
    Door("click", "^desk\\.team_chosen\\.\\d+$", "says:Managers", own=INSIDE | ADMIN, other=ADMIN, carries="{team}",
         asks="desk.team_chosen.1"),
    Door("click", "desk.team_edit", "opens:desk.team_form", own=MANAGES, other=ADMIN, carries="{team}"),
    Door("form", "desk.team_form", "changes", own=MANAGES, other=ADMIN, carries="{team}",
         values={"add": people("UNEW"), "add_role": one_of("rep"), "who": people(), "what": text("")}),
    Door("form", "desk.team_form", "changes", own=MANAGES, other=ADMIN, carries="{team}",
         values={"add": people(), "add_role": one_of("rep"), "who": people("{who}"), "what": one_of("observer")}),
    Door("form", "desk.team_form", "changes", own=MANAGES, other=ADMIN, carries="{team}",
         values={"add": people(), "add_role": one_of("rep"), "who": people("{who}"), "what": one_of("out")}),
    Door("click", "desk.team_settings", "opens:desk.team_settings", own=MANAGES, other=ADMIN, carries="{team}"),
    Door("form", "desk.team_settings", "changes", own=MANAGES, other=ADMIN, carries="{team}",
         values={"name": text("Charlie"), "zone": one_of("Europe/Paris"), "everyone": some_of()}),
    Door("click", "desk.team_archive", "changes", own=MANAGES, other=ADMIN, carries="{team}",
         inside="desk.team_settings"),
    Door("click", "desk.team_away", "opens:desk.team_away", own=MANAGES, other=ADMIN, carries="{team}"),
    Door("form", "desk.team_away", "changes", own=MANAGES, other=ADMIN, carries="{team}",
         values={"who": person("{who}"), "what": one_of("note"), "first": day("2026-03-09"),
                 "last": day("2026-03-10")}),
    Door("form", "desk.team_away", "changes", own=NOBODY, other=NOBODY, carries="{team}",
         values={"who": person("UFREP"), "what": one_of("note"), "first": day("2026-03-09"), "last": day("")}),
    Door("click", "desk.shared_confirm", "opens:desk.shared_confirmed", own=MANAGES, other=ADMIN, carries="{team}"),
    Door("form", "desk.shared_confirmed", "says:From now on", own=MANAGES, other=ADMIN, carries="{team}",
         values={"confirm": text("{channel}")}),
    Door("form", "desk.me", "changes", own=KNOWN, values=ME, personal=True),
    Door("form", "desk.me", "changes", own=KNOWN, other=KNOWN, mate=KNOWN, far=KNOWN, values=ME, carries="{away}",
         personal=True),
    Door("form", "desk.setup", "changes", own=FULL, values=SETUP),
    Door("form", "desk.setup_shared", "changes", own=FULL, values={"confirm": text("lobby")}, carries="{wish}"),
    Door("click", "desk.setup_again", "changes", own=FULL, carries="{wish}", inside="desk.setup"),
    Door("click", "desk.ask_now", "opens:desk.ready", own=MANAGES, other=ADMIN, carries="{team}", inside="desk.ready"),
    Door("menu", "desk.zone", "says:Berlin", own=FULL, asks="berl"),
    Door("menu", "desk.country", "says:Japan", own=FULL, asks="japa"),
    Door("event", "message", "changes", own=ALL),
]  # fmt: skip

CHECKINS = [
    Door("command", "/checkin", "opens:checkin.answer", own=ASKED, other=ASKED),
    Door("command", "/standup", "opens:checkin.answer", own=ASKED, other=ASKED),
    Door("click", "checkin.answer", "opens:checkin.answer", own=ASKED, carries="{ask}"),
    Door("form", "checkin.answer", "changes", own=ASKED, carries="{ask}",
         values={"question.{question}": text("Met Acme"), "question.{second}": text("Send the offer")}),
    Door("click", "checkin.again", "changes", own=NOBODY, carries="{ask}"),  # nobody here has a last time
    Door("click", "checkin.again", "changes", own=ASKED, carries="{ask}", given="a last time",
         proof="SELECT COUNT(*) = 2 FROM answers WHERE ask_id = {ask} AND text = 'As ever'"),
    Door("click", "checkin.skip", "changes", own=ASKED, carries="{ask}"),
    Door("click", "checkin.away", "changes", own=ASKED, carries="{ask}"),
    Door("click", "checkin.use", "changes", own=ASKED, carries="{draft}"),
    Door("click", "checkin.form", "opens:checkin.answer", own=ASKED, carries="{draft}"),
    Door("click", "checkin.early", "opens:checkin.answer", own=ASKED, carries="{seat}"),
]  # fmt: skip

# What managers make of check-ins. A page of the editor is its maker's alone, for as long as they manage the team.
EDITOR = [
    Door("command", "/checkin list", "says:Daily standup", own=INSIDE | ADMIN, other=INSIDE | ADMIN),
    Door("command", "/checkin new", "opens:checkin.first", own=MANAGES, other=ADMIN),
    Door("command", "/checkin edit", "opens:checkin.editor", own=MANAGES, other=ADMIN),
    Door("command", "/checkin pause", "says:Pause", own=MANAGES, other=ADMIN),
    Door("click", "^checkin\\.new\\.\\d+$", "opens:checkin.first", own=MANAGES, other=ADMIN, carries="{team}",
         asks="checkin.new.1"),
    Door("click", "^checkin\\.edit\\.\\d+$", "opens:checkin.editor", own=MANAGES, other=ADMIN, carries="{checkin}",
         asks="checkin.edit.1"),
    *(Door("click", "^checkin\\.(pause|resume|end)\\.\\d+$", "changes", own=MANAGES, other=ADMIN, carries="{checkin}",
           asks=f"checkin.{verb}.1") for verb in ("pause", "end")),
    Door("form", "checkin.first", "changes", own=MANAGES, other=ADMIN, carries="{team}",
         values={"template": one_of("standup"), "name": text("Noon")}),
    Door("form", "checkin.editor", "changes", own=MANAGES, carries="{plan}"),
    Door("closing", "checkin.editor", "changes", own=MANAGES, carries="{plan}"),
    Door("click", "checkin.keep_mine", "changes", own=MANAGES, carries="{plan}", inside="checkin.editor"),
    Door("click", "checkin.take_theirs", "changes", own=MANAGES, carries="{plan}", inside="checkin.editor"),
    Door("click", "checkin.edit_times", "opens:checkin.times", own=MANAGES, carries="{plan}", inside="checkin.editor"),
    Door("click", "checkin.edit_people", "opens:checkin.people", own=MANAGES, carries="{plan}",
         inside="checkin.editor"),
    Door("click", "checkin.edit_publishing", "opens:checkin.publishing", own=MANAGES, carries="{plan}",
         inside="checkin.editor"),
    Door("click", "checkin.add_question", "opens:checkin.question_page", own=MANAGES, carries="{plan}",
         inside="checkin.editor"),
    Door("click", "^checkin\\.change_item\\.\\d+$", "changes", own=MANAGES, carries="{plan}", inside="checkin.editor",
         asks="checkin.change_item.1", rest="down.1"),
    Door("click", "checkin.kind", "opens:checkin.question_page", own=MANAGES, carries="{plan}.1.0",
         inside="checkin.question_page", rest="number"),
    Door("form", "checkin.question_page", "changes", own=MANAGES, carries="{plan}.0.0",
         values={"words": text("What else?"), "kind": one_of("text"), "required": some_of("required")}),
    Door("form", "checkin.times", "changes", own=MANAGES, carries="{plan}",
         values={"name": text("Noon"), "days": some_of("1", "2"), "rhythm": one_of("w1"), "anchor": day("2026-03-02"),
                 "wall": wall("12:00"), "close": wall("16:00"), "reminder": one_of("90"),
                 "respects": some_of("holidays")}),
    Door("form", "checkin.people", "changes", own=MANAGES, carries="{plan}",
         values={"roles": some_of("rep"), "invited": people()}),
    Door("form", "checkin.publishing", "changes", own=MANAGES, carries="{plan}",
         values={"publish": one_of("close"), "blockers_to": one_of("off"), "channel": conversation("")}),
    Door("form", "checkin.shared", "changes", own=MANAGES, carries="{plan}.{lobby}.close.off",
         values={"confirm": text("lobby")}),
    Door("click", "checkin.shared_confirm", "opens:checkin.shared_confirmed", own=MANAGES, other=ADMIN,
         carries="{checkin}"),
    Door("form", "checkin.shared_confirmed", "changes", own=NOBODY, carries="{checkin}",  # no channel here is shared
         values={"confirm": text("alpha")}),
    Door("form", "checkin.shared_confirmed", "changes", own=MANAGES, other=ADMIN, carries="{checkin}",
         values={"confirm": text("lobby")}, given="a shared channel",
         proof="SELECT channel_ok = channel_id FROM checkins WHERE id = {checkin}"),
]  # fmt: skip

LOOKING_BACK = [
    Door("command", "/checkin history", "says:What you answered", own=ASKED | {"ex-member"},
         other=ASKED | {"ex-member"}),
    Door("command", "/checkin history", "says:alphasesame", own=READS, rest="<@{who}>"),
    Door("command", "/checkin history", "says:bravosesame", own=NOBODY, other=ADMIN, rest="<@{who}>"),
    Door("click", "^checkin\\.history\\.\\w+$", "says:sesame", own=READS, other=ADMIN, asks="checkin.history.older",
         rest='{"of":"{who}","typed":"","page":0}'),
    Door("click", "checkin.past", "says:sesame", own=READS, mate=READS, other=ADMIN, carries="{told}"),
    Door("click", "checkin.retract", "changes", own=NOBODY, carries="{ask}"),  # none of them has answered
    Door("click", "checkin.retract", "changes", own=ASKED, carries="{ask}", given="an answer",
         proof="SELECT COUNT(*) = 1 FROM asks WHERE id = {ask} AND state = 'open' "
               "AND NOT EXISTS (SELECT 1 FROM answers WHERE ask_id = {ask})"),
    Door("click", "^question\\.\\d+$", "opens:checkin.answer", own=ASKED, carries="{ask}", asks="question.{question}",
         inside="checkin.answer"),  # it draws one's own form anew
]  # fmt: skip

BLOCKERS = [
    Door("command", "/checkin blockers", "says:alphasesame", own=READS,
         other=READS - ADMIN),
    Door("click", "blocker.resolve", "changes", own=ASKED | ADMIN, mate=MANAGES, other=ADMIN, carries="{blocker}"),
    Door("click", "blocker.still", "changes", own=ASKED, carries="{blocker}"),
    Door("click", "blocker.change", "opens:blocker.change", own=ASKED, carries="{blocker}"),
    Door("form", "blocker.change", "changes", own=ASKED, carries="{blocker}", values={"changed": text("Legal now")}),
    Door("click", "blocker.read", "says:sesame", own=ASKED | ADMIN, mate=READS, other=ADMIN, carries="{blocker}"),
    Door("click", "^blocker\\.listed\\.[\\w.]+$", "changes", own=ASKED | ADMIN, mate=MANAGES, other=ADMIN,
         asks="blocker.listed.resolved", carries="{blocker}/{team}/all/0"),
    Door("click", "^blocker\\.listed\\.[\\w.]+$", "says:sesame", own=READS,
         mate=READS, other=ADMIN, asks="blocker.listed.more",
         carries="{blocker}/{team}/all/0"),
]  # fmt: skip

AHEAD = [
    Door("click", "^(desk\\.ahead_chosen\\.\\d+|desk\\.ahead\\.(on|back))$", "says:will get", own=MANAGES, other=ADMIN,
         asks="desk.ahead.on", carries="{team}/0"),
]  # fmt: skip

PRAISE = {"receivers": people("UMATE"), "reason": text("for the calm demo"), "values": some_of("teamwork")}
# Whoever is in a team gives in it, observers and contributors too: all of them read what the team posts.
GIVES = INSIDE | ADMIN
KUDOS = [
    Door("command", "/kudos", "opens:kudos.give", own=GIVES, other=GIVES),
    Door("command", "/kudos", "changes", own=GIVES, other=GIVES, rest="<@UMATE> for the calm demo"),
    Door("command", "/kudos mine", "says:thanked", own=FULL, other=FULL),
    Door("command", "/kudos board", "says:Kudos in Alpha Team", own=GIVES, other=INSIDE),
    Door("command", "/kudos board", "says:Only the team's managers", own=frozenset({"manager"}),
         other=frozenset({"manager"})),
    Door("command", "/kudos undo", "changes", own=ASKED, other=ASKED),
    Door("command", "/kudos values", "opens:kudos.values", own=MANAGES, other=MANAGES),
    Door("click", "kudos.give", "opens:kudos.give", own=GIVES),
    Door("shortcut", "kudos.thank", "opens:kudos.give", own=GIVES),
    Door("click", "kudos.from_answer", "opens:kudos.give", own=ASKED, carries="{ask}/{question}", given="an answer"),
    Door("form", "kudos.give", "changes", own=GIVES, other=ADMIN, carries="{team}", values=PRAISE),
    Door("click", "kudos.team", "opens:kudos.give", own=GIVES, other=ADMIN, carries="{team}", inside="kudos.give"),
    Door("click", "kudos.me_too", "changes", own=GIVES - ASKED, mate=GIVES, other=ADMIN, carries="{kudos}"),
    Door("click", "kudos.undo", "changes", own=ASKED, carries="{kudos}"),
    Door("click", "^kudos\\.board\\.\\d+$", "says:Kudos in", own=GIVES, other=ADMIN, carries="{team}",
         asks="kudos.board.1"),
    Door("click", "kudos.ranking", "changes", own=MANAGES, other=ADMIN, carries="{team}/on"),
    Door("click", "^kudos\\.values\\.\\d+$", "opens:kudos.values", own=MANAGES, other=ADMIN, carries="{team}",
         asks="kudos.values.1"),
    Door("form", "kudos.values", "changes", own=MANAGES, other=ADMIN, carries="{team}/0",
         values={"values": text("grit: Calls once more")}),
]  # fmt: skip

# All teams of a workspace find each other's tips; whoever shared one and the managers of their team change it.
FINDS = INSIDE | ADMIN
HELD_TIP = '{"of":"mine","typed":"","page":0,"tip":{tip},"same":[]}'
TIPS = [
    Door("command", "/tip", "opens:tips.share", own=FINDS, other=FINDS),
    Door("command", "/tip", "changes", own=FINDS, other=FINDS, rest="Bring cake to the kickoff #cake"),
    Door("command", "/tip search", "says:Ask for the plan", own=FINDS, other=FINDS, rest="plan"),
    Door("command", "/tip random", "says:Ask for the plan", own=FINDS, other=FINDS),
    Door("command", "/tip top", "says:helped", own=FINDS, other=FINDS),
    Door("command", "/tip mine", "says:Your tips", own=ASKED, other=ASKED),
    Door("command", "/tip help", "says:opens a form", own=FULL, other=FULL),
    Door("click", "tips.begin", "opens:tips.share", own=INSIDE),
    Door("shortcut", "tips.save", "opens:tips.share", own=FINDS),
    Door("click", "tips.from_answer", "opens:tips.share", own=ASKED, carries="{ask}/{question}", given="an answer"),
    Door("form", "tips.share", "changes", own=FINDS, other=ADMIN, carries='{"team":{team},"link":""}',
         values={"kind": one_of("tip", kind="radio_buttons"), "text": text("Bring cake"), "tags": text("cake")}),
    Door("click", "tips.kind", "opens:tips.share", own=INSIDE, inside="tips.share", carries='{"team":null,"link":""}',
         rest="win"),
    Door("click", "tips.kind", "opens:tips.edit", own=ASKED | ADMIN, mate=MANAGES, other=ADMIN, inside="tips.edit",
         carries="{tip}", rest="win"),
    Door("click", "tips.show", "opens:tips.shown", own=FINDS, mate=FINDS, other=FINDS, carries="{tip}"),
    Door("click", "tips.useful", "changes", own=FINDS - ASKED, mate=FINDS, other=FINDS, carries="{tip}"),
    Door("click", "tips.use", "opens:tips.use", own=FINDS - ASKED, mate=FINDS, other=FINDS, carries="{tip}"),
    Door("form", "tips.use", "changes", own=FINDS - ASKED, mate=FINDS, other=FINDS, carries="{tip}",
         values={"outcome": text("They signed")}),
    Door("click", "tips.edit", "opens:tips.edit", own=ASKED | ADMIN, mate=MANAGES, other=ADMIN, carries="{tip}"),
    Door("form", "tips.edit", "changes", own=ASKED | ADMIN, mate=MANAGES, other=ADMIN, carries="{tip}",
         values={"kind": one_of("tip", kind="radio_buttons"), "text": text("Bring cake"), "tags": text("cake")}),
    Door("click", "tips.delete", "changes", own=ASKED | ADMIN, mate=MANAGES, other=ADMIN, carries="{tip}"),
    Door("click", "tips.still", "changes", own=ASKED | ADMIN, mate=MANAGES, other=ADMIN, carries="{tip}"),
    Door("click", "^tips\\.listed\\.\\w+$", "says:Ask for the plan", own=FINDS, asks="tips.listed.more",
         rest='{"of":"search","typed":"plan","page":0,"tip":0,"same":[]}'),
    Door("click", "^tips\\.listed\\.\\w+$", "changes", own=ASKED | ADMIN, mate=MANAGES, other=ADMIN,
         asks="tips.listed.delete", carries=HELD_TIP),
    Door("click", "^tips\\.listed\\.\\w+$", "changes", own=FINDS - ASKED, mate=FINDS, other=FINDS,
         asks="tips.listed.useful", carries=HELD_TIP),
]  # fmt: skip

# A team's week is for those who read what it publishes; the brief is for whoever manages it now, be they admin or not.
DIGEST = [
    Door("command", "/digest", "says:Alpha Team · the week so far", own=READS, other=READS - ADMIN),
    Door("command", "/digest last", "says:Alpha Team · the week to", own=READS, other=READS - ADMIN),
    Door("command", "/digest", "says:Bravo Team · the week so far", own=ADMIN, other=ADMIN, rest="Bravo"),
    Door("command", "/digest settings", "opens:digest.settings", own=INSIDE | ADMIN, other=INSIDE | ADMIN),
    Door("click", "^digest\\.show\\.\\d+$", "says:the week", own=READS, other=ADMIN, carries="{team}/last",
         asks="digest.show.1"),
    Door("click", "^(digest\\.settings|digest\\.settings_of\\.\\d+)$", "opens:digest.settings", own=INSIDE | ADMIN,
         other=ADMIN, carries="{team}", asks="digest.settings"),
    Door("form", "digest.settings", "changes", own=MANAGES, other=ADMIN, carries="{team}",
         values={"on": some_of("on"), "weekday": one_of("4"), "wall": wall("10:00")}),
    Door("form", "digest.settings", "changes", own=frozenset({"manager"}), carries="{team}",
         values={"brief": one_of("daily", kind="radio_buttons")}),
    Door("form", "digest.settings", "changes", own=ASKED | {"contributor"}, carries="{team}", personal=True,
         values={"own_week": some_of("on")}),
]  # fmt: skip

# Whoever is coached chooses for themselves; what came to them is theirs alone, and a team's is for its managers.
RHYTHM = {"days": some_of("1", "3"), "wall": wall("15:30")}
FOCUS = {"skill": one_of("tone"), "until": one_of("open", kind="radio_buttons")}
COACHING = [
    Door("command", "/coach", "says:No focus", own=ASKED, other=ASKED),
    Door("command", "/coach focus", "opens:coaching.focus", own=ASKED, other=ASKED),
    Door("command", "/coach settings", "opens:coaching.settings", own=ASKED, other=ASKED),
    Door("command", "/coach days", "opens:coaching.settings", own=ASKED, other=ASKED),
    Door("command", "/coach pause", "changes", own=ASKED, other=ASKED, rest="until friday"),
    Door("command", "/coach resume", "changes", own=ASKED, other=ASKED),
    Door("command", "/coach counts", "says:Alpha Team", own=MANAGES, other=frozenset({"manager"})),
    Door("click", "^coaching\\.counts\\.\\d+$", "says:coaching prompts", own=MANAGES, other=ADMIN, carries="{team}",
         asks="coaching.counts.1"),
    Door("click", "coaching.focus", "opens:coaching.focus", own=ASKED),
    Door("click", "coaching.settings", "opens:coaching.settings", own=ASKED),
    Door("click", "coaching.resume", "changes", own=ASKED, personal=True),
    Door("click", "coaching.useless", "changes", own=ASKED, carries="{shown}"),
    Door("click", "^coaching\\.useless_why\\.\\w+$", "changes", own=ASKED, carries="{shown}",
         asks="coaching.useless_why.known"),
    Door("click", "coaching.snooze", "changes", own=ASKED, carries="{shown}"),
    Door("click", "coaching.snooze_week", "changes", own=ASKED, carries="{shown}"),
    Door("click", "coaching.take_up", "changes", own=ASKED, carries="{shown}", given="prompts put away"),
    Door("form", "coaching.focus", "changes", own=ASKED, values=FOCUS, personal=True),
    Door("form", "coaching.focus", "changes", own=MANAGES, other=ADMIN,
         values=FOCUS | {"whom": one_of("{team}", kind="radio_buttons")}),
    Door("form", "coaching.settings", "changes", own=ASKED, values=RHYTHM, personal=True),
    Door("form", "coaching.settings", "changes", own=frozenset({"manager"}),
         values=RHYTHM | {"weekly": some_of("{team}")}),
]  # fmt: skip

# What somebody thinks about a prompt, and what they said they would do, is theirs; their manager reads what was shared.
LOOP = [
    Door("command", "/coach notes", "opens:coaching.notes", own=FULL, other=FULL),
    Door("click", "^coaching\\.notes(\\.newer|\\.older)?$", "opens:coaching.notes", own=FULL,
         asks="coaching.notes.older", rest="0"),
    Door("click", "coaching.reflect", "opens:coaching.reflect", own=ASKED, carries="{shown}"),
    Door("form", "coaching.reflect", "changes", own=ASKED, carries="{shown}", values={"text": text("I talk too much")}),
    Door("click", "coaching.note", "opens:coaching.page", own=ASKED, carries="{note}"),
    Door("click", "coaching.keep", "opens:coaching.said", own=FULL, rest="0"),
    Door("click", "coaching.delete", "changes", own=ASKED, carries="{note}"),
    Door("click", "coaching.share", "opens:coaching.share", own=frozenset({"rep"}), carries="{note}"),
    Door("form", "coaching.share", "changes", own=frozenset({"rep"}), carries="{note}/UMAN"),
    Door("click", "coaching.unshare", "changes", own=ASKED, carries="{note}", given="notes shared"),
    Door("click", "coaching.shared", "opens:coaching.read", own=NOBODY, mate=frozenset({"manager"}), carries="{note}",
         given="notes shared"),
    Door("click", "tips.from_answer", "opens:tips.share", own=ASKED, carries="reflection.{note}"),
    Door("click", "coaching.commit", "changes", own=ASKED, carries="{shown}"),
    Door("click", "coaching.words", "opens:coaching.words", own=ASKED, carries="{promise}"),
    Door("form", "coaching.words", "changes", own=ASKED, carries="{promise}", values={"words": text("Call them")}),
    Door("click", "coaching.done", "changes", own=ASKED, carries="{promise}"),
    Door("click", "coaching.not_yet", "changes", own=ASKED, carries="{promise}"),
    Door("click", "coaching.drop", "changes", own=ASKED, carries="{promise}"),
]  # fmt: skip

HOME = [
    Door("click", "desk.me_open", "opens:desk.me", own=KNOWN),
]  # fmt: skip

OWN_PROMPT = {
    "title": "End every quote", "skill": "pipeline", "audience": "rep", "level": "starter", "minutes": "5",
    "signals": "", "lesson": "A quote without a last day lies about.", "question": "Which has none?",
    "action": "Write one date.",
}  # fmt: skip
_CARRIED = json.dumps(OWN_PROMPT)[1:-1]

LIBRARY = [
    Door("command", "/coach library", "says:The library", own=ASKED, other=ASKED),
    Door("command", "/coach library new", "opens:coaching.own", own=MANAGES, other=MANAGES),
    Door("command", "/coach library own", "opens:coaching.own.list", own=MANAGES, other=MANAGES),
    Door("command", "/coach library words", "opens:coaching.phrases", own=MANAGES, other=MANAGES),
    Door("click", "^coaching\\.library\\.turn\\.\\w+$", "says:The library", own=ASKED,
         asks="coaching.library.turn.front", rest="{}"),
    Door("click", "coaching.library.skill", "says:Negotiation", own=ASKED, rest="negotiation"),
    Door("click", "coaching.library.read", "changes", own=ASKED, rest='{"prompt": "trade-a-guess"}', personal=True),
    Door("click", "coaching.library.read", "changes", own=ASKED, carries='{"prompt": "own.{prompt}"}', personal=True),
    Door("click", "coaching.library.new", "opens:coaching.own", own=MANAGES, rest="new"),
    Door("click", "coaching.library.own", "opens:coaching.own.list", own=MANAGES, rest="own"),
    Door("click", "coaching.library.words", "opens:coaching.phrases", own=MANAGES, rest="words"),
    Door("click", "coaching.own.team", "opens:coaching.own.list", own=MANAGES, other=ADMIN, carries="{team}"),
    Door("click", "coaching.own.edit", "opens:coaching.own", own=MANAGES, other=ADMIN, carries="{prompt}"),
    Door("click", "coaching.own.withdraw", "changes", own=MANAGES, other=ADMIN, carries="{prompt}"),
    Door("click", "coaching.own.again", "says:Write a prompt", own=MANAGES, other=ADMIN, inside="coaching.own.save",
         carries='{"team": "{team}", "number": null}', rest="again"),
    Door("form", "coaching.own", "says:As it would arrive", own=MANAGES, other=ADMIN,
         carries='{"team": "{team}", "number": null}', values={one: text(two) for one, two in OWN_PROMPT.items()}),
    Door("form", "coaching.own", "says:As it would arrive", own=MANAGES, other=ADMIN,
         carries='{"team": "{team}", "number": "{prompt}"}',
         values={one: text(two) for one, two in OWN_PROMPT.items()}),
    Door("form", "coaching.own.save", "changes", own=MANAGES, other=ADMIN,
         carries='{"team": "{team}", "number": null, ' + _CARRIED + "}"),
    Door("form", "coaching.own.save", "changes", own=MANAGES, other=ADMIN,
         carries='{"team": "{team}", "number": "{prompt}", ' + _CARRIED + "}"),
    Door("click", "coaching.phrases.team", "opens:coaching.phrases", own=MANAGES, other=ADMIN, carries="{team}"),
    Door("click", "coaching.phrases.remove", "changes", own=MANAGES, other=ADMIN, inside="coaching.phrases",
         carries='{"team": "{team}", "added": 0}', rest="{phrase}"),
    Door("form", "coaching.phrases", "changes", own=MANAGES, other=ADMIN, carries='{"team": "{team}", "added": 0}',
         values={"words.0": text("rate card"), "skill": one_of("tone")}),
]  # fmt: skip

# What a manager has with one person is between the two: no admin, no other manager, and nobody in the team reads it.
MANAGER, THE_TWO = frozenset({"manager"}), frozenset({"manager", "rep"})
LEADING = [
    Door("command", "/coach brief", "says:With whom will you talk?", own=MANAGER, other=MANAGER),
    Door("command", "/coach brief", "says:Before you talk with", own=MANAGER, rest="<@{who}>"),
    Door("click", "^coaching\\.brief\\.\\w+$", "says:Before you talk with", own=MANAGER, carries="{who}/0",
         asks="coaching.brief.more"),
    Door("command", "/coach talks", "says:Your notes", own=MANAGER, other=MANAGER),
    Door("click", "^coaching\\.talks\\.\\w+$", "says:Your notes", own=MANAGER, asks="coaching.talks.older", rest="/0"),
    Door("click", "coaching.talk", "opens:coaching.talk", own=MANAGER, carries="{who}"),
    Door("form", "coaching.talk", "changes", own=MANAGER, carries="{who}",
         values={"notes": text("A good talk"), "what.new1": text("Send the plan"), "who.new1": one_of("them")}),
    Door("click", "coaching.talk_edit", "opens:coaching.talk_edit", own=MANAGER, carries="{talk}"),
    Door("form", "coaching.talk_edit", "changes", own=MANAGER, carries="{talk}", values={"notes": text("Another")}),
    Door("click", "coaching.talk_delete", "changes", own=MANAGER, carries="{talk}/talks//0"),
    Door("click", "^coaching\\.action\\.\\w+$", "changes", own=THE_TWO, carries="{action}",
         asks="coaching.action.done"),
    Door("command", "/coach ask", "opens:coaching.ask", own=MANAGER, other=MANAGER),
    Door("command", "/coach ask", "changes", own=MANAGER, rest="<@{who}> How did it go?"),
    Door("click", "coaching.ask", "opens:coaching.ask", own=MANAGER, carries="{who}"),
    Door("form", "coaching.ask", "changes", own=MANAGER,
         values={"who": person("{who}"), "words": text("How did it go?")}),
    Door("click", "coaching.withdraw", "changes", own=MANAGER, carries="{asked}"),
    Door("click", "coaching.answer", "opens:coaching.answer", own=frozenset({"rep"}), carries="{asked}"),
    Door("form", "coaching.answer", "changes", own=frozenset({"rep"}), carries="{asked}",
         values={"answer": text("Very well")}),
    Door("command", "/coach fair", "says:When you last had time", own=MANAGER, other=MANAGER),
    Door("click", "^coaching\\.fair\\.\\w+$", "says:When you last had time", own=MANAGER, asks="coaching.fair.more",
         rest="all/0"),
]  # fmt: skip

# Ids that help nobody: of another workspace, of nothing, no ids at all, and one more than PostgreSQL's integers hold.
NOWHERE = {"foreign": "", "missing": "987654321", "nonsense": "x' OR 1=1 --", "huge": str(2**31)}

# A person's own data: everybody has a right to theirs and to nobody else's.
OWN_DATA = [
    Door("command", "/salesbot me export", "changes", own=KNOWN, other=KNOWN),
    Door("command", "/salesbot me erase", "says:This is what happens when I forget you", own=KNOWN, other=KNOWN),
    Door("click", "desk.erase", "opens:desk.erase_form", own=KNOWN, rest="{me}.{now}"),
    Door("click", "desk.erase", "opens:desk.erase_form", own=NOBODY, rest="{who}.{now}"),
    Door("form", "desk.erase_form", "changes", own=KNOWN, carries="{me}.{now}", values={"word": text("forget me")},
         proof="SELECT COUNT(*) = 1 FROM forgotten WHERE member_id = '{me}'"),
    Door("form", "desk.erase_form", "changes", own=NOBODY, carries="{who}.{now}", values={"word": text("forget me")}),
    Door("form", "desk.erase_form", "changes", own=NOBODY, carries="{me}.{now}", values={"word": text("no")}),
]  # fmt: skip

DOORS = [
    *DESK, *CHECKINS, *EDITOR, *LOOKING_BACK, *BLOCKERS, *AHEAD, *KUDOS, *TIPS, *OWN_DATA, *DIGEST, *HOME,
    *COACHING, *LOOP, *LIBRARY, *LEADING,
]  # fmt: skip

# Doors that are there for the form's sake and do nothing: a menu or box whose choice is read when the form is sent.
QUIET = {"checkin.blocker"}
# Told by Slack itself, never by a person's payload: the guard's signature is their right.
FROM_SLACK = {
    "app_home_opened", "app_uninstalled", "channel_archive", "channel_id_changed", "channel_rename", "channel_shared",
    "channel_unarchive", "channel_unshared", "group_archive", "group_rename", "group_unarchive",
    "member_joined_channel", "member_left_channel", "reaction_added", "reaction_removed",
    "team_join", "tokens_revoked", "user_change",
}  # fmt: skip


def targets(door: Door, who: str) -> Iterator[tuple[str, bool]]:
    """What this person tries to reach through this door, and whether they may."""
    yield "own", who in door.own
    if door.is_personal:
        yield "mate", who in door.mate
    if door.kind == "command" or door.carries_ids:
        yield "other", who in door.other
    if door.carries_ids:
        yield from ((target, who in door.far) for target in NOWHERE)


def cells() -> list[tuple[Door, str, str, bool]]:
    """The whole matrix: each door with each person and each target, and whether it opens."""
    return [(door, who, target, may) for door in DOORS for who in sorted(PEOPLE) for target, may in targets(door, who)]
