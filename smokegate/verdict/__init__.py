"""Evidence in, verdict out. Pure: no I/O, no clock, nothing from the rest of smokegate."""
