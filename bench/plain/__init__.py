"""The suite that one would write without smokegate: one client, one request after the other."""
