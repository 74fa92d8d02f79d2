"""The bodies of a run should fit into its memory together, and give back what they took."""

import pytest

from smokegate.probe.budget import FREE, Body, Budget, UsedUpError

MOST = 100_000


def arrived(budget: Budget, *pieces: bytes, copies: int = 1) -> Body:
    """A body so far."""
    body = Body(budget)
    body.copies = copies
    for piece in pieces:
        body.add(piece)
    return body


def test_a_body_is_paid_for_as_it_grows() -> None:
    """All of it but its beginning."""
    budget = Budget(MOST)
    assert arrived(budget, b"x" * FREE, b"y" * 10_000).whole() == b"x" * FREE + b"y" * 10_000
    assert budget.left == MOST - 10_000


def test_a_small_body_costs_nothing() -> None:
    """However full the memory is, a health endpoint can still be read."""
    budget = Budget(0)
    assert arrived(budget, b"x" * FREE).whole() == b"x" * FREE


def test_what_does_not_fit_is_refused_and_given_back() -> None:
    """A body that is too much leaves room for the next."""
    budget = Budget(MOST)
    body = arrived(budget, b"x" * MOST)
    with pytest.raises(UsedUpError):
        body.add(b"x" * (FREE + 1))
    body.drop()
    assert budget.left == MOST
    arrived(budget, b"x" * MOST)


def test_equal_bodies_are_kept_once() -> None:
    """Forty samples of a page take the memory of one."""
    budget = Budget(MOST)
    bodies = [arrived(budget, b"x" * 60_000).whole() for _ in range(40)]
    assert all(body is bodies[0] for body in bodies)
    assert budget.left == MOST - 60_000 + FREE
    for _ in bodies:
        budget.drop(b"x" * 60_000)
    assert budget.left == MOST


def test_the_window_of_a_decoder_is_paid_for_while_it_is_needed() -> None:
    """Twice the memory while it arrives, once when it is whole."""
    budget = Budget(MOST)
    body = arrived(budget, b"x" * (FREE + 1000), copies=2)
    assert budget.left == MOST - 2000
    body.whole()
    assert budget.left == MOST - 1000


def test_a_body_is_dropped_once() -> None:
    """Dropping what is whole, or was dropped, changes nothing."""
    budget = Budget(MOST)
    body = arrived(budget, b"x" * (FREE + 1000))
    body.whole()
    body.drop()
    body.drop()
    assert budget.left == MOST - 1000
