# What the README shows of coaching. `make pictures` plays it and writes the transcript between the README's markers.
hush
clock: next
> On Monday Ben answers *What came of it since last time?* with: *Second meeting with Brightwater was good. Then their CFO told
> me to sharpen my pencil, and I said I'd see what I can do.* On Tuesday at eleven he reads:
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
show last of ben
> He presses **I'll do it**. Below **Reflect** he writes two sentences, and shares them with Ana. On Wednesday salesbot asks:
ben: presses "I'll do it"
ben: presses "Reflect"
ben: fills "What comes to mind?" with "I heard a number because I was afraid of one. They pay us late every year, so days may help them more than money."
ben: submits
ben: presses "Share with my manager"
ben: submits
clock: to wednesday 09:20
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Asked them which way. They do not need it cheaper, they want 60 days to pay instead of 30."
ben: fills "What is the one thing today?" with "Ask Dev what 60 days would be for us."
ben: submits
clock: to wednesday 10:05
show last of ben
ben: presses "Done"
> And before their one-to-one on Thursday Ana types `/coach brief @Ben`:
clock: to thursday 08:30
ana in #demo-sales: /coach brief @Ben
show last of #demo-sales as ana up to "What Ben"
