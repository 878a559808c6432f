"""Stories: a script of deeds is played on the demo's stage, without a browser, and becomes a transcript."""
