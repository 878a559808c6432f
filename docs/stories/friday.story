# What docs/a-friday.md shows. `make pictures` plays it and writes the transcript between the page's markers.
hush
# On Monday Ana lets the team be asked about wins and lessons on Fridays, and the week goes by.
ana in #demo-sales: /checkin new
ana: fills "Start from" with "Friday wins and lessons"
ana: submits
ana: submits
clock: next
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Brightwater agreed to a second meeting, with their CFO this time."
ben: fills "What is the one thing today?" with "Get the pilot price for Brightwater signed off."
ben: fills "What is in your way?" with "Nobody knows who signs off pilot prices."
ben: submits
colleagues: awake
clock: to tuesday 09:20
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Ana signs off pilot prices, as of yesterday. Brightwater has it."
ben: fills "What is the one thing today?" with "Ask their CFO what would make her say no."
ben: fills "How is it now?" with "Resolved"
ben: submits
clock: to wednesday 11:00 for finn
finn in #demo-sales: /tip Bring procurement their own form, filled in, and ask only for the signature #procurement
clock: to thursday 10:00
ben in #demo-sales: /tip search procurement
ben: presses "I used it"
ben: fills "What came of it?" with "Brightwater signed the form the same afternoon."
ben: submits

clock: to friday 14:50 for cleo
colleagues: asleep
clock: to friday 15:05 for cleo
> On Friday at three, each on their own clock, salesbot asks what was won or lost, what others can use of it, and who
> helped. It is afternoon in Sydney first. Cleo answers, and below her answer stands:
cleo: presses "Answer"
cleo: fills "What did you win or lose this week, and why?" with "Won Harbour Foods' second pilot: their branch managers asked for it themselves."
cleo: fills "What did you learn that others can use?" with "Let the customer's own people show the pilot to their boss, and stay at home."
cleo: fills "Who helped you?" with "Finn, with the list of who decides what at Harbour Foods."
cleo: submits
show last of cleo
> One tap makes the lesson a tip, another makes the help thanks. Both forms are filled in already; Cleo adds one value,
> sends them, and #demo-sales reads:
cleo: presses "Make it a tip"
cleo: submits
show last of #demo-sales as dev
cleo: presses "Thank them"
cleo: fills "Which values did it live?" with "#generosity"
cleo: submits
show last of #demo-sales as dev
colleagues: awake
clock: to friday 14:40 for finn
colleagues: asleep
clock: to friday 15:05 for finn
finn: presses "Answer"
finn: fills "What did you win or lose this week, and why?" with "Neither yet: Nordwind has our signature, and we wait for theirs."
finn: fills "Who helped you?" with "Ana, who went down to Legal with me."
finn: submits
ana: presses "Answer"
ana: fills "What did you win or lose this week, and why?" with "Three renewals of three. We called and did not write."
ana: submits
> Ten hours later it is three in Berlin. Ana, who manages, thanks Finn as well, by typing
> `/kudos @Finn for the plan of the first ninety days that Nordwind signed #persistence`. Ben reads it at breakfast in New
> York and puts a 🙌 on it, which counts him in:
ana in #demo-sales: /kudos @Finn for the plan of the first ninety days that Nordwind signed #persistence
clock: to friday 09:40
ben in #demo-sales: reacts raised_hands on "first ninety days"
show last of #demo-sales as dev
> And at four, on the team's own clock, the week in one message. The tip that was used is Finn's: on Thursday Ben looked for
> it with `/tip search procurement`, and said what came of it.
clock: to friday 16:00 for ana
show last of #demo-sales as dev
expect #demo-sales "the week to Friday 6 March"
