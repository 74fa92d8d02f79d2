"""How long going back takes, on a real Docker engine."""
