"""Reproducible measurements: what `make bench` runs."""
