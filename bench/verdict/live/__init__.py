"""Real runs of the gate against scripted deployments, each held against what the code foretells."""
