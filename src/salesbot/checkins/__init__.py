"""Check-ins: a team is asked, answers, and reads its report."""
