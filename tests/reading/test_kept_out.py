"""Item 3: a runner that is kept out should be told from a release that answers badly."""

from collections.abc import Iterable

import pytest

from smokegate.reading.kept_out import KeptOut, Refusal, kept_out, refusal_of
from tests.reading.answers import ORIGIN, answer, json_answer
from tests.reading.gatekeepers import DEPLOYMENTS, EDGES, OTHERS, Gatekeeper, status

PATHS = ("/", "/api/v1/health", "/api/v1/oauth/google", "/favicon.ico")


def refusals(gatekeeper: Gatekeeper, paths: Iterable[str] = PATHS) -> list[Refusal | None]:
    """How each answer of this gatekeeper keeps the runner out."""
    replies = [(path, gatekeeper(path)) for path in paths]
    return [
        refusal_of(
            answer(
                reply.body, status=reply.status, headers=reply.headers.items(), url=ORIGIN + path
            ),
            own_hosts={"charhub.app"},
            login_hosts={"accounts.google.com"},
        )
        for path, reply in replies
    ]


@pytest.mark.parametrize("name", EDGES)
def test_an_edge_that_keeps_everything_out_is_named(name: str) -> None:
    """Known products are named, and what they answer is never the release's."""
    who, gatekeeper = EDGES[name]
    found = kept_out(refusals(gatekeeper))
    assert found is not None
    assert found.sentence.startswith(
        f"kept out by {who}: every one of 4 requests was answered with"
    )
    assert found.is_edge


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_a_refusal_that_a_release_can_send_is_said_to_be_one(name: str) -> None:
    """Nobody has signed it, so that what is known from before decides."""
    who, gatekeeper = DEPLOYMENTS[name]
    found = kept_out(refusals(gatekeeper))
    assert found is not None
    assert found.sentence.startswith(
        f"kept out by {who}: every one of 4 requests was answered with"
    )
    assert not found.is_edge


@pytest.mark.parametrize("name", OTHERS)
def test_other_bad_answers_are_no_refusal(name: str) -> None:
    """An error, a default page, a fallback, a move to another host keep nobody out."""
    assert kept_out(refusals(OTHERS[name])) is None


@pytest.mark.parametrize("name", [*EDGES, *DEPLOYMENTS])
def test_where_one_promise_answers_well_nobody_is_kept_out(name: str) -> None:
    """The runner sees, so what is refused is evidence."""
    _, gatekeeper = {**EDGES, **DEPLOYMENTS}[name]
    well = refusal_of(
        json_answer({"status": "ok"}), own_hosts={"charhub.app"}, login_hosts=frozenset()
    )
    assert kept_out([*refusals(gatekeeper), well]) is None


def test_refusals_of_different_kinds_are_not_one() -> None:
    """A 401 here and a 403 there are two opinions of an application."""
    assert kept_out([*refusals(status(401)), *refusals(status(403))]) is None


def test_one_login_may_stand_beside_bare_refusals() -> None:
    """Many a gatekeeper sends pages to its login, and refuses an API."""
    _, login = EDGES["okta"]
    found = kept_out([*refusals(login, ["/"]), *refusals(status(401), ["/api/v1/health"])])
    assert found is not None
    assert (
        "was answered with a redirect to acme.okta.com/oauth2/v1/authorize or 401" in found.sentence
    )


def test_the_cure_is_named() -> None:
    """Who reads it knows what to do."""
    assert kept_out(refusals(DEPLOYMENTS["basic"][1])) == KeptOut(
        sentence="kept out by basic auth: every one of 4 requests was answered with 401; "
        "let this runner's address in without a password, or run where none is asked for",
        is_edge=False,
    )


def test_nothing_asked_is_nobody_kept_out() -> None:
    """No answer shows nothing."""
    assert kept_out([]) is None


@pytest.mark.parametrize("location", ["http://[", "", "//", "https://[::1", "\x00", "login://x"])
def test_no_location_breaks_the_reader(location: str) -> None:
    """A deployment may send anything."""
    one = answer(status=302, headers=[("location", location)])
    refusal_of(one, own_hosts={"charhub.app"}, login_hosts=frozenset())
