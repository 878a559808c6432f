# The screenshots of docs/pictures/: a Monday and what becomes of it, as Ben and Ana see it.
hush
clock: next
picture question of ben
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Brightwater agreed to a second meeting, with their CFO this time."
picture form of ben's form
ben: fills "What is the one thing today?" with "Get the pilot price for Brightwater signed off."
ben: fills "What is in your way?" with "Nobody knows who signs off pilot prices."
ben: submits
ana in #demo-sales: says "I do, as of today. Come by at four." to "Nobody knows who signs off"
ben: reacts tada on "Come by at four"
picture report of #demo-sales as ana with thread
slack: 429
ben: presses "Change my answer"
picture inspector of ben with inspector
slack: none
# And on to the next day, while the others go about their work.
colleagues: awake
clock: to wednesday 15:00
expect #demo-sales "Legal has had the Nordwind data agreement since Thursday."
picture wednesday of #demo-sales as ana
