"""Applications that are started for real and checked with nothing but a contract."""
