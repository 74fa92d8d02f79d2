"""Each real part stopped in turn: which check says so, and what the gate decides."""
