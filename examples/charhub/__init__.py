"""The reference deployment: CharHub as its plan describes it, from real parts on loopback."""
