"""What the demo's colleagues say from Tuesday to Monday, all of it made up; the first Monday is told by story.py."""

from __future__ import annotations

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)

Answers = tuple[str, ...]  # what came of it, what is next, and what is in the way if anything is

SAYINGS: dict[str, tuple[Answers, ...]] = {
    "ana": (
        ("Four new names from Harbour Foods' suppliers.", "Share them out, two each."),
        ("Finn's offer is half as long and says twice as much.", "Listen in on Gia's first call with Cedar Clinics."),
        ("Gia's call went well: she let them talk.", "One-to-one with Ben. No slides."),
        ("Ben knows what he wants from Brightwater.", "Third renewal of March: call, do not write."),
        ("All three renewals are agreed.", "Write down why Harbour Foods said yes, while we still know."),
    ),
    "cleo": (
        ("Harbour Foods would gladly show Tidewater round.", "Find a day in April for both of them."),
        ("Kick-off is on the 16th, their branch managers come too.", "Send them the three questions we shall ask."),
        ("They answered all three before lunch.", "Find out who at Tidewater buys this sort of thing."),
        ("Tidewater: it is the head of stores, not IT.", "A first call with her."),
        ("She wants to see Harbour Foods after a month.", "Ask Harbour Foods whether they would show her."),
    ),
    "finn": (
        ("Legal liked the cake.", "Kick-off with Nordwind: who has to be there?"),
        ("", ""),
        ("", ""),
        ("Nordwind likes the plan and asks for the agreement.", "Ten minutes with Legal, in person."),
        ("The agreement is signed by Legal and with Nordwind.", "Take Legal some cake."),
    ),
    "gia": (
        ("Cedar Clinics answered: a first call on Tuesday.", "Prepare four questions and no demo."),
        ("They lose a day a week on reports.", "Write down what that day costs, in their words."),
        ("", ""),
        (
            "Sent it. They corrected one number: it is more.",
            "Find out who else has to say yes.",
            "No access to the portal.",
        ),
        ("It is their head of operations.", "Ask for a quarter of an hour with her, next week."),
    ),
}
"""By name and day; Monday is 0."""

SKIPS = {("finn", TUESDAY), ("finn", WEDNESDAY)}
"""Who presses Skip today, and when."""

FORGETS = {("gia", WEDNESDAY)}
"""Who says nothing at all, so that one sees a reminder and who is missing."""

RESOLVES = {("finn", FRIDAY), ("gia", MONDAY)}
"""Who says that what was in the way is gone."""
