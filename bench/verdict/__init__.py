"""How often a verdict is wrong, by simulation and by real runs of the gate, beside five peers."""
