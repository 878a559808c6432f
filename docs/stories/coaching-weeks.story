# What docs/coaching-weeks.md shows. `make pictures` plays it and writes the transcript between the page's markers.
hush
clock: next
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Second meeting with Brightwater was good. Then their CFO told me to sharpen my pencil, and I said I'd see what I can do."
ben: fills "What is the one thing today?" with "Send the minutes."
ben: submits
clock: to tuesday 09:20
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Minutes are out."
ben: fills "What is the one thing today?" with "Prepare Harbour Foods."
ben: submits
clock: to tuesday 11:00
ben: presses "I'll do it"
ben: presses "Reflect"
> Below **Reflect** is a box that only he can read. It asks the prompt's own question:
show ben's form
ben: fills "What comes to mind?" with "I heard a number because I was afraid of one. They pay us late every year, so days may help them more than money."
ben: submits
ben: presses "Share with my manager"
ben: submits
clock: to wednesday 09:20
> What he took on stands beside his next question, and salesbot asks about it once, at ten. He presses **Done**.
show last of ben
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Asked them which way. They do not need it cheaper, they want 60 days to pay instead of 30."
ben: fills "What is the one thing today?" with "Ask Dev what 60 days would be for us."
ben: submits
clock: to wednesday 10:05
ben: presses "Done"
clock: to thursday 08:30
> On Thursday afternoon, in Berlin, Ana sits down with him. Her page before it, with `/coach brief @Ben`:
ana in #demo-sales: /coach brief @Ben
show last of #demo-sales as ana
> **Write notes** opens a form that nobody else can read. What they agreed goes to whoever is to do it:
ana: presses "Write notes"
ana: fills "What do you want to remember of the talk with Ben Demo?" with "Brightwater is his, and he knows it. I should ask more and say less."
ana: fills "Action" with "Offer Brightwater 60 days for a second year"
ana: submits
show last of ben
clock: to thursday 09:20
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Good hour with Ana."
ben: fills "What is the one thing today?" with "The Brightwater offer."
ben: submits
clock: to thursday 11:05
> At eleven on Thursday the next prompt comes, because of what he wrote the day before:
show last of ben
> His day is full, so he presses **Snooze**:
ben: presses "Snooze"
show last of ben
> And `/salesbot why` tells him at any time what came, what did not, and why:
ben: /salesbot why
show last of ben up to "Wed 4 Mar"
> Ana chooses a focus for the team's month, and ticks the prompt of the week. On Monday at ten #demo-sales reads:
ana in #demo-sales: /coach focus
ana: fills "Focus" with "Understanding needs"
ana: fills "For" with "Everybody in Demo Sales"
ana: submits
ana: closes
ana in #demo-sales: /coach settings
ana: fills "Prompt of the week, Mondays at 10:00 team time" with "In #demo-sales"
ana: submits
clock: to monday 10:00 for ana
show last of #demo-sales as ben
