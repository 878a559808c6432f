"""How the matcher of coaching learned which skill an answer shows: its answers, its words, its script."""
