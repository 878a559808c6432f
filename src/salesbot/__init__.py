"""salesbot gives a sales team its operating rhythm inside Slack."""
