"""The audit log: who changed what and when, in ids and verbs, for whoever asks about it later."""
