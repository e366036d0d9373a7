"""Who has a claim from whom, and what follows: graph reasoning without a database."""
