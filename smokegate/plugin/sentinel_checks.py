"""The pair of sentinels; see sentinels.py."""


def test_must_pass() -> None:
    """Passes, unless nothing can."""
    assert len("seen") == 4


def test_must_fail() -> None:
    """Fails, unless nothing can."""
    assert len("seen") == 0, "this failure is meant"
