"""What thirty people say in a month: made up, and plain enough to be read aloud."""

from __future__ import annotations

OUTCOMES = (
    "Two meetings booked at Harbour Foods.",
    "Initech said no: no budget before summer.",
    "Nordwind wants the security papers before they talk about anything else.",
    "Demo at Acme went well, their CFO was there and asked about the rollout.",
    "Renewal of Blue Line is signed.",
    "Nothing came back from Cedar Clinics yet.",
    "Tidewater moved the call to next week.",
    "Brightwater sent their own contract. It is forty pages.",
    "Orion asks for ten per cent. I asked what they would give for it.",
    "First call with Zenith: they have the problem, and no owner for it.",
    "Proposal is out to Globex.",
    "Three cold calls, one good talk.",
    "Larkspur's head of stores wants to see a reference.",
    "Pilot at Meridian starts on Monday.",
)
PLANS = (
    "Send the offer to Nordwind.",
    "Call the three trials that end this week.",
    "Get procurement's name at Acme.",
    "Write the summary while it is fresh.",
    "Half a day of prospecting, phone in a drawer.",
    "One question to Cedar Clinics: what would have to be true?",
    "Prepare the talk with Brightwater's lawyer.",
    "Find out who signs at Orion.",
    "Ask Larkspur's neighbour whether they would show her round.",
    "Rehearse the price with Dev.",
)
BLOCKERS = (
    "Legal has had the Nordwind contract for a week.",
    "Nobody knows who may sign off pilot prices.",
    "No access to the customer's portal.",
    "Procurement at Orion does not answer, third time.",
    "The security papers are from last year.",
    "My demo account has expired.",
    "Brightwater's lawyer wants our insurance certificate.",
    "I have two demos at the same hour on Thursday.",
)
PROMISES = (
    "Close Blue Line and book three demos.",
    "Two proposals out, one to Globex.",
    "Nordwind signed, Initech revived.",
    "Four first calls in retail.",
    "The Orion contract through their procurement.",
)
WINS = (
    "Won Blue Line: they trusted the rollout plan.",
    "Lost Initech: we met the CFO too late.",
    "Won Meridian: their own people had tried it for a week.",
    "Lost Zenith to doing nothing. Nobody there owned the problem.",
    "Neither: Orion is still with procurement.",
)
LESSONS = (
    "Whoever says “send me something” has said no; ask what they would look for in it.",
    "A customer who counts their own losses needs no deck.",
    "Price on the first page, or they read nothing but the last one.",
    "Two people in every call: one asks, one writes.",
    "Name the next step while everybody is still on the line.",
    "A champion who cannot draw their own organisation is not one.",
    "Silence after the price is theirs, not yours.",
    "Never demo what they did not ask for.",
    "Ask what happens if they do nothing, and wait.",
    "The reference call should come before the proposal, not after.",
    "Send the summary within the hour, in their words.",
    "Say on Monday which deals you will leave alone.",
    "Ask who signs before you talk about price.",
    "Send the security papers before they ask, it saves two weeks.",
    "A pilot without an end date never ends.",
    "Let the customer's own people show the pilot to their boss.",
    "Bring procurement their form already filled in.",
)
HELP = (
    "{} sat in on the call with the CFO and kept quiet at the right moment",
    "{} rewrote the offer for Nordwind overnight",
    "{} found the right person at Orion through an old colleague",
    "{} took my demo when I was ill",
)
PRAISE = (
    "for saving the Acme renewal when we had given it up #persistence",
    "for telling me plainly that my demo was too long #honesty",
    "for the introduction to Larkspur's head of stores #generosity",
    "for taking the night call with Sydney #teamwork",
    "for asking the one question nobody had asked #curiosity",
    "for the calm half hour with their lawyer",
    "for owning up to the wrong price the same day #ownership #honesty",
)
TIPS = (
    "Ask for the mutual action plan before you talk about the price #negotiation",
    "Give legal the contract template on the first day, then they answer within a week #contracts #legal",
    "Procurement answers on Tuesday mornings, and to people who write their form number #procurement",
    "Show security papers in the first meeting with IT #security",
    "When they ask for ten per cent, ask what they would give for it #pricing #negotiation",
    "End every call with a date in both calendars",
)
