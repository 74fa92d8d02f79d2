"""An assertion as a team's own modules make it, which pytest does not rewrite."""


def should_be(answer: object, wanted: object) -> None:
    """Raises AssertionError where the answer is another; unless Python leaves assertions out."""
    assert answer == wanted, f"should be {wanted}, got {answer}"
