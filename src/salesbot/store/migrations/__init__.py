"""How the tables came to be: one version after another, each a file that never changes once released."""
