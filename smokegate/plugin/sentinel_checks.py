"""The sentinels; see sentinels.py."""

from smokegate.plain_assertion import should_be


def test_must_pass() -> None:
    """Passes, unless nothing can."""
    assert len("seen") == 4


def test_must_fail() -> None:
    """Fails, unless nothing can."""
    assert len("seen") == 0, "this failure is meant"


def test_must_fail_in_a_helper() -> None:
    """Fails, unless Python leaves out the assertions that pytest does not rewrite."""
    should_be(503, 200)
