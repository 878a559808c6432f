"""The decisions of coaching: pure."""
