# What the README shows. `make pictures` plays it and writes the transcript between the README's markers.
hush
clock: next
> This is `salesbot demo`, after Ben in New York has answered. First what Ben got at 09:15 on his own wall:
show last of ben
ben: presses "Answer"
ben: fills "What came of it since last time?" with "Brightwater agreed to a second meeting, with their CFO this time."
ben: fills "What is the one thing today?" with "Get the pilot price for Brightwater signed off."
ben: submits
> And what #demo-sales reads, in one message that changes as answers come:
show last of #demo-sales as ana
> Each time is on the clock of whoever answered. Gia, in Los Angeles, will be asked in three hours; in Sydney it is
> night, and Cleo answered in her own morning.
