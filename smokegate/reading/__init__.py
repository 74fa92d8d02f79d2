"""Pure readers of one observation: what is wrong with it. No network, no pytest, no clock."""
