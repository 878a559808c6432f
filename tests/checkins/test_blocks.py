"""The words of check-ins: whatever people write, Slack takes it, it stays as written, and none of it is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sales_floor import words

from salesbot.checkins import blocks, rules
from salesbot.checkins.model import Ask, Checkin, Draft, Question, Round
from salesbot.checkins.queries import Line, Part, Report
from salesbot.checkins.service import Form
from salesbot.letters import letters
from salesbot.people.model import Member, Team
from salesbot.playground import strict
from salesbot.room import OpenBlocker
from salesbot.slack import kit, split

ACME = "T1"
AT = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
HOSTILE = "<!channel> & <@UEVE> *_~````\n> &lt;b&gt; \u202egnp.exe 👩‍👩‍👧‍👦 " + "ع" * 5
QUESTIONS = [
    Question(
        id=n, workspace_id=ACME, checkin_id=1, question_set=1, position=n, words=said, hint="", topic="", required=True
    )
    for n, said in enumerate(("What came of it & why?", "The one thing <today>?", "In your way?"))
]
# What people may write: every kind of letter, with those that Slack treats apart well represented.
TEXT = st.text(
    st.one_of(st.sampled_from("<>&*_~`\n 👍\u202e|"), st.characters(exclude_categories=["Cs", "Cc"])), min_size=1
)
ANSWER = st.builds(
    lambda text, times: (text * times)[:3000].strip() or "ok", TEXT, st.sampled_from([1, 1, 1, 40, 3000])
)


def team(*, name: str = "EMEA Sales", shared: bool = False) -> Team:
    return Team(
        id=1, workspace_id=ACME, name=name, channel_id="C1", zone="Europe/Berlin", created_by="UANA", created_at=AT,
        shared=shared,
    )  # fmt: skip


def checkin(name: str = "Daily standup") -> Checkin:
    return Checkin(
        id=1, workspace_id=ACME, team_id=1, template="standup", name=name, close_wall=time(14), question_set=1
    )


def ask(n: int, *, state: str = "answered", page: int | None = None, closed: bool = False) -> Ask:
    return Ask(
        id=n, workspace_id=ACME, round_id=1, member_id=f"U{n}", key=f"k{n}", zone="Europe/Berlin", opens_at=AT,
        closes_at=AT + timedelta(hours=5), asked_at=AT, state=state, late=False,
        answered_at=AT if state == "answered" else None, edited_at=None, superseded_at=None,
        closed_at=AT if closed else None, page=page, report_size=0, report_blocks=0, report_pages=1,
    )  # fmt: skip


def part(one: Ask, *, named: str = "Ben", of: Team | None = None, called: str = "Daily standup") -> Part:
    member = Member(workspace_id=ACME, id=one.member_id, name=named, created_at=AT)
    return Part(one, round_(), checkin(called), of or team(), member)


def round_() -> Round:
    return Round(
        id=1, workspace_id=ACME, checkin_id=1, day=date(2026, 3, 3), question_set=1, publish="live", channel_id=""
    )


def laid_out(answers, *, others=(), names=None) -> list[Report]:
    """A report of these answers (each a list by question), page by page as the service lays it out."""
    asks = [ask(n) for n in range(len(answers))]
    for one, texts in zip(asks, answers, strict=True):
        weight = rules.weigh([f"{QUESTIONS[n].words}\n{text}" for n, text in enumerate(texts)])
        one.report_size, one.report_blocks, one.report_pages = weight.size, weight.blocks, weight.pages
    given_ = rules.paginate(
        [rules.Entry(one.id, None, rules.Weight(one.report_size, one.report_blocks, one.report_pages)) for one in asks]
    )
    for one in asks:
        one.page = given_[one.id]
    lines = [Line((names or {}).get(one.id, f"Rep {one.id}"), one.member_id, one, "") for one in asks] + list(others)
    texts = {one.id: dict(enumerate(said)) for one, said in zip(asks, answers, strict=True)}
    last = max((one.page + one.report_pages - 1 for one in asks), default=0)
    pages = [lines, *([one for one in lines if one.ask and stands(one.ask, n)] for n in range(1, last + 1))]
    return [Report(round_(), checkin(), team(), QUESTIONS, here, texts, last) for here in pages]


def stands(one: Ask, page: int) -> bool:
    """Whether a part, or a piece of it, is on this page."""
    return one.page is not None and one.page <= page < one.page + one.report_pages


def accepted(message) -> str:
    """Slack takes this message, posted or updated; returns all words of it."""
    body = {"text": message.text, "blocks": list(message.blocks)}
    for method in ("chat.postMessage", "chat.update"):
        assert strict.message(body, method) is None
    assert message.text.strip()
    return words(message)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(ANSWER, min_size=1, max_size=3), min_size=1, max_size=30), st.lists(ANSWER, max_size=14))
def test_a_report_loses_no_word_and_no_page_is_refused(answers, blocked):
    """Each answer stands on some page, whole and escaped; Slack takes every page."""
    blockers = [OpenBlocker(n, "U0", text, AT) for n, text in enumerate(blocked)]
    pages = [blocks.report(page, blockers, page=n) for n, page in enumerate(laid_out(answers))]
    whole = "".join(accepted(page) for page in pages if page is not None)
    flat = "".join(whole.split())
    for word in (word for said in answers for text in said for word in text.split()):
        if len(word) <= 250:  # a longer one may have to run on in the next block
            assert "".join(kit.escape(word).split()) in flat
        assert all(whole.count(letter) >= word.count(letter) for letter in set(word) - set("<>&"))


@pytest.mark.parametrize("count", [17, 50, 500])
def test_a_report_of_any_team_is_taken(count):
    """The bots of today fail from 17 people on."""
    answers = [["Met Acme & closed <it>", "Send the offer to the board"]] * count
    for n, page in enumerate(laid_out(answers)):
        drawn = blocks.report(page, (), page=n)
        assert drawn is None or "Rep" in accepted(drawn)


def test_a_report_names_as_many_of_a_large_team_as_fit_and_counts_the_rest():
    """Five hundred names of hostile length, in every group, beside a dozen long blockers and full entries."""
    name = "&" * 80
    states = ["open", "skipped", "away"]
    others = [Line(name, f"U{n}", ask(n, state=states[n % 3], closed=n % 2 == 0), "") for n in range(1_000, 1_400)]
    others += [Line(name, f"U{n}", None, ("holiday", "day off", "missed")[n % 3]) for n in range(1_400, 1_500)]
    blockers = [OpenBlocker(n, "U1000", "&" * 3_000, AT) for n in range(30)]
    first = laid_out([["x" * 900] * 3] * 4, others=others, names=dict.fromkeys(range(4), name))[0]
    said = accepted(blocks.report(first, blockers, page=0))
    for group in ("Still to come", "Missing", "Skipped", "Away", "Holiday", "Day off", "Not asked"):
        assert f"*{group}:*" in said
    assert " more" in said


def test_everybody_is_in_exactly_one_group():
    """Still to come before a close, missing after it, skipped apart, and a reason for whoever was not asked."""
    early = ask(6)
    early.asked_at = None
    lines = [
        Line("Answered", "U0", ask(0, page=0), ""),
        Line("Open", "U1", ask(1, state="open"), ""),
        Line("Silent", "U2", ask(2, state="open", closed=True), ""),
        Line("Skipper", "U3", ask(3, state="skipped"), ""),
        Line("Gone fishing", "U4", ask(4, state="away"), ""),
        Line("Later", "U5", None, ""),
        Line("Early", "U6", early, ""),
        Line("Feast", "U7", None, "holiday"),
        Line("Unreached", "U8", ask(8, state="open", closed=True), "missed"),
        Line("Left", "U9", ask(9, state="left", closed=True), ""),
    ]
    said = words(blocks.report(Report(round_(), checkin(), team(), QUESTIONS, lines, {}, 0), (), page=0)).splitlines()
    groups = [line for line in said if line.startswith("*") and ":*" in line]
    assert groups == [
        "*Still to come:* Open, Later, Early",
        "*Missing:* Silent",
        "*Skipped:* Skipper",
        "*Away:* Gone fishing",
        "*Holiday:* Feast",
        "*Not asked:* Unreached",
    ]
    assert "1 of 6 answered." in said


@pytest.mark.parametrize("state", ["open", "answered", "skipped", "away", "left"])
def test_nothing_that_people_wrote_is_live(state):
    """Names, titles and answers are escaped in the blocks and in the text that notifications show."""
    one = part(ask(1, state=state), named=HOSTILE, of=team(name=HOSTILE), called=HOSTILE)
    message = blocks.question(blocks.Shown(one, QUESTIONS, {0: HOSTILE}))
    for said in (message.text, accepted(message)):
        assert "<!channel>" not in said
        assert "<@UEVE>" not in said
        assert "<today>" not in said


def test_thanks_in_one_message_have_room_for_what_is_resolved():
    """Six parts are answered at length, and in each four blockers went, of signs that take five letters each."""
    gone = ["&" * 200] * 4
    shown = [blocks.Shown(part(ask(n)), QUESTIONS, {0: "y" * 3_000}, resolved=gone) for n in range(6)]
    for count in (2, 6):
        message = blocks.question(*shown[:count])
        accepted(message)
        assert split.size(message.blocks) < split.LARGEST
    assert words(blocks.question(*shown[:2])).count("Out of your way") == 2


@pytest.mark.parametrize(
    ("ended", "said"),
    [((1, 1), "Tuesday is over."), ((1, 7), "Tuesday 3 March is over."), ((None, 7), "3 March is over.")],
)
def test_two_rounds_in_one_message_are_dated_alike(ended, said):
    """A week on, "Tuesday is over" of the one beside "Tuesday 3 March is over" of the other would be two Tuesdays."""
    asks = [ask(n) for n in range(2)]
    for one, days in zip(asks, ended, strict=True):
        one.superseded_at = None if days is None else AT + timedelta(days=days)
    shown = [blocks.Shown(part(one), QUESTIONS, {0: "Won"}) for one in asks]
    assert words(blocks.question(*shown)).count(said) == 2 - ended.count(None)


@pytest.mark.parametrize(
    ("raised_on", "said"),
    [
        (date(2026, 3, 3), "Legal"),
        (date(2026, 2, 25), "Legal · since Wednesday"),
        (date(2026, 2, 24), "Legal · since 24 February"),
        (date(2025, 12, 30), "Legal · since 30 December 2025"),
    ],
)
def test_no_age_in_a_report_depends_on_when_it_is_drawn(raised_on, said):
    """Tuesday's report says the same of a blocker when a late answer draws it anew on Thursday."""
    found = laid_out([["Won"]])[0]
    for since in ("since yesterday", "for 6 working days", "for 8 working days"):
        old = OpenBlocker(1, "U0", "Legal", AT, since=since, raised_on=raised_on)
        assert f"*Rep 0* {said}\n" in words(blocks.report(found, [old], page=0)) + "\n"


def test_a_report_has_no_live_names_in_its_notification():
    """The text beside the blocks is mrkdwn too."""
    found = laid_out([[HOSTILE]], names={0: HOSTILE})[0]
    found.team.name = found.checkin.name = HOSTILE
    message = blocks.report(found, [OpenBlocker(1, "U0", HOSTILE, AT)], page=0)
    accepted(message)
    assert "<!channel>" not in message.text
    assert "<!channel>" not in str([block for block in message.blocks if block["type"] != "header"])


def test_a_full_first_page_has_room_for_what_stands_in_the_way():
    """However many answer, what is open stands above them, six of it whole."""
    found = laid_out([["So it went on Monday. " * 20]] * 60)[0]
    open_ = [OpenBlocker(n, f"U{n}", f"Legal has contract {n} for a week and says nothing", AT) for n in range(6)]
    said = accepted(blocks.report(found, open_, page=0))
    assert [one.text for one in open_ if one.text not in said] == []


@settings(max_examples=25, deadline=None)
@given(st.lists(ANSWER, min_size=3, max_size=3), st.lists(ANSWER, max_size=25))
def test_the_form_is_taken_with_anything_in_it(answers, blocked):
    """What was stored, what was said last time and every blocker fit into the modal."""
    blockers = [OpenBlocker(n, "U1", text, AT) for n, text in enumerate(blocked)]
    kept = {n: rules.beginning(text) for n, text in enumerate(answers)}
    view = blocks.answer_form(Form(part(ask(1)), QUESTIONS, kept, kept, blockers))
    assert strict.view(view) is None


def test_the_form_says_who_reads_it():
    """Shared in the team's channel, or kept where another company would read it."""
    plain = blocks.answer_form(Form(part(ask(1)), QUESTIONS, {}, {}))
    assert "Shared in <#C1>" in str(plain)
    kept = blocks.answer_form(Form(part(ask(1), of=team(shared=True)), QUESTIONS, {}, {}))
    assert "shared with another company" in str(kept)
    assert "Shared in" not in str(kept)


@pytest.mark.parametrize(
    ("text", "labels"), [("Met Acme", ["Use it", "Open the form"]), ("👍" * 1501, ["Open the form"])]
)
def test_a_draft_offers_what_is_possible(text, labels):
    """A text longer than an answer takes is not offered as one; an emoji counts two."""
    typed = Draft(id=1, workspace_id=ACME, member_id="U1", ask_id=1, ts="1.1", text=text, typed_at=AT, used_at=None)
    asked = [Question(id=1, position=1, words="What is today?", kind="text")]
    message = blocks.draft(typed, part(ask(1, state="open")), asked, {})
    accepted(message)
    assert [one["text"]["text"] for one in message.blocks[-1]["elements"]] == labels


@given(TEXT)
def test_the_beginning_of_a_text_fits_a_field(text):
    """Never longer than Slack's field, and never less than it could be."""
    long = text * (4_000 // len(text) + 1)
    assert 2_999 <= letters(rules.beginning(long)) <= 3_000
    assert long.startswith(rules.beginning(long))


# ---- as they come, and what is short ----


def question_of(n, **more):
    """A question of some kind."""
    values = {"hint": "", "topic": "", "required": True, "kind": "text", "unit": "", "options": ""} | more
    return Question(id=n, workspace_id=ACME, checkin_id=1, question_set=1, position=n, **values)


def test_short_answers_stand_beside_their_questions():
    """A line for each; a long or many-lined answer has its lines below the question."""
    asked = [
        question_of(0, words="Meetings booked", kind="number", unit="calls"),
        question_of(1, words="How sure are you?", kind="scale"),
        question_of(2, words="Which deals?", kind="choices", options="Acme\nOrion"),
        question_of(3, words="And else?"),
    ]
    texts = {0: "4", 1: "3", 2: "Acme\nOrion", 3: "one\ntwo"}
    said = accepted(blocks.entry(part(ask(1)), asked, texts, piece=0))
    assert "*Meetings booked:* 4 calls" in said
    assert "*How sure are you?* 3 of 5" in said
    assert "*Which deals?* Acme, Orion" in said
    assert "*And else?*\none\ntwo" in said


@settings(max_examples=30, deadline=None)
@given(st.lists(ANSWER, min_size=1, max_size=3))
def test_a_message_of_the_thread_loses_no_word(answers):
    """All pieces of an answer together say all of it, Slack takes each, and nothing in them is live."""
    one = ask(1)
    texts = dict(enumerate(answers))
    pieces = []
    while (message := blocks.entry(part(one), QUESTIONS, texts, piece=len(pieces))) is not None:
        pieces.append(accepted(message))
    whole = "".join(pieces)
    for text in answers:
        assert all(whole.count(letter) >= text.count(letter) for letter in _inked(text))
    weight = rules.weigh([f"{QUESTIONS[n].words}\n{text}" for n, text in enumerate(answers)])
    assert len(pieces) <= weight.pages


def _inked(text: str) -> set[str]:
    """Its signs but for those that are escaped, and the space at which a piece may end."""
    return {letter for letter in text if not letter.isspace()} - set("<>&")


def test_a_private_report_says_who_reads_it():
    """Its last line leaves no doubt."""
    (page, *_) = laid_out([["Met Acme"]])
    page.round.publish = "managers"
    assert "Only managers see this." in accepted(blocks.report(page, (), page=0))


def test_a_day_of_a_thread_names_who_answered_and_not_what():
    """What they said stands below it."""
    (page, *_) = laid_out([["Met Acme"]])
    page.round.publish = "thread"
    said = accepted(blocks.report(page, (), page=0))
    assert "*Answered:* Rep 0" in said
    assert "Met Acme" not in said


def test_tallies_of_the_longest_questions_fit_beside_everything_else():
    """Ten sums, twelve long blockers and five hundred names: Slack takes it, and what is left out is said."""
    asked = [question_of(n, words="q" * 250, kind="choices", options="\n".join(OPTIONS)) for n in range(10)]
    lines = [Line(f"Rep {n} {'x' * 60}", f"U{n}", None, "") for n in range(500)]
    tallied = {n: ["\n".join(OPTIONS)] * 3 for n in range(10)}
    found = Report(round_(), checkin(), team(), asked, lines, {}, 0, tallied)
    top = [OpenBlocker(n, "U0", "b" * 900, AT) for n in range(14)]
    said = accepted(blocks.report(found, top, page=0))
    assert "more" in said


OPTIONS = [f"option {n} {'y' * 60}" for n in range(10)]
