"""A login should lead to the provider and back to us, and to nobody else."""

import pytest

from smokegate.contract import Oauth
from smokegate.plugin.asks import FOREIGN
from smokegate.probe.observation import Answer
from smokegate.reading import oauth, oauth_callback, oauth_cookie, oauth_state
from smokegate.reading.problem import told


def test_start_redirects_to_the_provider(provider: Oauth, start: Answer) -> None:
    """A login should begin with a temporary redirect to the provider that asks for a code."""
    problems = tuple(oauth.redirect_problems(start, provider))
    assert not problems, told(start.where, problems)


def test_client_id_is_one(provider: Oauth, start: Answer) -> None:
    """The provider should be given a client id, not what an unset variable leaves."""
    problems = tuple(oauth.client_id_problems(start, provider))
    assert not problems, told(start.where, problems)


def test_redirect_uri_is_our_callback(provider: Oauth, start: Answer, origin: str) -> None:
    """The provider should be told to come back to exactly our callback."""
    problems = tuple(oauth.redirect_uri_problems(start, provider, origin))
    assert not problems, told(start.where, problems)


def test_scopes_are_asked_for(provider: Oauth, start: Answer) -> None:
    """Every scope that the application needs should be asked for."""
    problems = tuple(oauth.scope_problems(start, provider))
    assert not problems, told(start.where, problems)


@pytest.mark.severity("minor")
def test_no_more_scopes_are_asked_for(limited: Oauth, limited_start: Answer) -> None:
    """People should not be asked for more than the contract allows."""
    problems = tuple(oauth.excess_problems(limited_start, limited))
    assert not problems, told(f"{limited_start.where} ({limited.provider})", problems)


def test_state_is_fresh(start: Answer, again: Answer) -> None:
    """Each login should carry a state of its own."""
    problems = tuple(oauth_state.state_problems(start, again))
    assert not problems, told(start.where, problems)


@pytest.mark.severity("minor")
def test_state_is_hard_to_guess(start: Answer, again: Answer) -> None:
    """A state should be at least 128 bits long, and neither the time nor a counter."""
    problems = (*oauth_state.strength_problems(start), *oauth_state.guess_problems(start, again))
    assert not problems, told(start.where, problems)


@pytest.mark.severity("minor")
def test_state_is_opaque(start: Answer) -> None:
    """A state should not say where to go afterwards to whoever can read and change it."""
    problems = tuple(oauth_state.opacity_problems(start))
    assert not problems, told(start.where, problems)


def test_pkce_protects_the_code(provider: Oauth, start: Answer, again: Answer) -> None:
    """A code challenge, where there is one or should be, should be fresh and of method S256."""
    problems = tuple(oauth_state.pkce_problems(start, again, provider))
    assert not problems, told(start.where, problems)


def test_redirect_is_not_cached(start: Answer) -> None:
    """Nobody should be handed the redirect, and so the state, of somebody else."""
    problems = tuple(oauth.caching_problems(start))
    assert not problems, told(start.where, problems)


def test_cookies_survive_the_round_trip(start: Answer, origin: str) -> None:
    """Browsers should keep the cookies of the start and send them with the callback."""
    problems = tuple(oauth_cookie.cookie_problems(start, origin))
    assert not problems, told(start.where, problems)


@pytest.mark.severity("minor")
def test_cookies_are_guarded(start: Answer) -> None:
    """Scripts and eavesdroppers should not get at the cookies of the login; these should be few."""
    problems = (*oauth_cookie.guard_problems(start), *oauth_cookie.flood_problems(start))
    assert not problems, told(start.where, problems)


def test_redirect_carries_no_secret(start: Answer) -> None:
    """What only the server may know should not stand in a URL."""
    problems = tuple(oauth.secret_problems(start))
    assert not problems, told(start.where, problems)


@pytest.mark.severity("minor")
def test_nonce_is_fresh(nonced: Oauth, nonced_starts: tuple[Answer, Answer]) -> None:
    """A provider that puts a nonce into its token should be given a fresh one each time."""
    problems = tuple(oauth_state.nonce_problems(*nonced_starts))
    assert not problems, told(f"{nonced_starts[0].where} ({nonced.provider})", problems)


@pytest.mark.severity("minor")
def test_return_stays_at_home(
    returning: Oauth, foreign_return: tuple[Answer, Answer | None]
) -> None:
    """Nobody should be able to have people sent to another host by way of the login."""
    problems = tuple(oauth_callback.return_problems(*foreign_return, FOREIGN))
    assert not problems, told(f"{foreign_return[0].where} ({returning.provider})", problems)


@pytest.mark.severity("minor")
def test_forwarded_host_is_not_believed(start: Answer, forwarded: Answer) -> None:
    """A client should not be able to name the host that the code is sent to."""
    problems = tuple(oauth.forwarded_problems(start, forwarded))
    assert not problems, told(forwarded.where, problems)


def test_callback_refuses_a_made_up_state(start: Answer, callback: Answer, origin: str) -> None:
    """The callback should be there, and refuse a state that was never given out."""
    problems = tuple(oauth_callback.callback_problems(callback, origin, start))
    assert not problems, told(callback.where, problems)


def test_callback_knows_its_own_state(way_back: Answer, callback: Answer) -> None:
    """The callback should know the state that the start has just given out."""
    problems = tuple(oauth_callback.memory_problems(way_back, callback))
    assert not problems, told(way_back.where, problems)
