"""Which columns hold what somebody wrote, and which only what salesbot and Slack say: a new one must be sorted."""

from __future__ import annotations

# People's own words. All of them are made hostile in the walk; what is sealed holds hostile words inside its seal.
WORDS = frozenset({
    "answers.text", "blockers.text", "checkins.channel_name", "checkins.name", "coaching_prompts.action",
    "coaching_prompts.lesson", "coaching_prompts.question", "coaching_prompts.signals", "coaching_prompts.title",
    "coaching_questions.answer", "coaching_questions.words", "coaching_words.words", "commitments.words", "drafts.text",
    "kudos.reason", "kudos_lived.meaning", "members.name", "one_to_one_actions.words", "questions.hint",
    "questions.words", "teams.channel_name", "teams.name", "tip_uses.outcome", "tips.learned", "tips.tags", "tips.text",
    "tips.thanks", "tips.why", "tips.worked", "workspaces.name",
})  # fmt: skip
# Words as well, which a walk cannot write as they are: sealed, folded for the search, drawn already, or in JSON, where
# the forms of the walk put them.
SEALED = frozenset({"one_to_ones.sealed", "reflections.sealed"})
DERIVED = frozenset({
    "answers.folded", "tips.folded", "tip_pieces.piece", "tip_pieces.word", "tip_words.word", "deliveries.message",
    "riders.message", "receipts.answer", "kudos_ways.own_values", "proposals.body",
    "questions.options", "questions.unit", "questions.when", "coachings.evidence",
})  # fmt: skip
# Names, by which any table calls what is never anybody's words: ids, kinds, states, zones, keys, addresses.
OURS = frozenset({
    "action", "added_by", "asked_in", "audience", "because", "blockers_to", "bot_user_id", "carried_by", "channel",
    "channel_id", "channel_ok", "created_by", "days", "done_by", "ended_by", "enterprise_id", "error", "focus",
    "focus_by", "follows", "giver_id", "how", "id", "job", "key", "kind", "level", "link", "manager_id", "member_id",
    "name", "object_id", "object_kind", "own_country", "own_zone", "owner", "owner_id", "prompt", "publish", "reason",
    "receiver_id", "report_key", "resolved_by", "role", "roles", "scopes", "set_by", "shared_ok", "shown_hash",
    "shown_in", "skill", "slack_zone", "slot", "source", "standing", "state", "status_mark", "status_waived",
    "stopped_why", "subject", "tag", "target", "template", "topic", "ts", "useless_why", "verb", "verdict", "weekdays",
    "weekly_by", "who", "why", "withdrawn_by", "working_days", "workspace_id", "zone", "trace",
})  # fmt: skip
