"""What stands between the deployment and its users should protect both, and change nothing."""

import pytest

from smokegate.contract import Edge, Page
from smokegate.contract_fields import Coding
from smokegate.plugin.concerns.edge import Files
from smokegate.probe.observation import Answer
from smokegate.reading import cache, certificate, compression
from smokegate.reading import edge as reading
from smokegate.reading.edge import Copies
from smokegate.reading.problem import told


@pytest.mark.blame("outside")
@pytest.mark.severity("normal")
def test_certificate_lasts(first_answer: Answer, edge: Edge) -> None:
    """The certificates should be good for as many days as the contract says."""
    problems = tuple(certificate.lasting_problems(first_answer, edge.min_certificate_days))
    assert not problems, told(first_answer.where, problems)


@pytest.mark.blame("outside")
def test_tls_is_modern(first_answer: Answer) -> None:
    """The handshake should agree on TLS 1.2 or later."""
    problems = tuple(certificate.protocol_problems(first_answer))
    assert not problems, told(first_answer.where, problems)


@pytest.mark.severity("minor")
def test_http2_is_offered(first_answer: Answer) -> None:
    """HTTP/2 should be spoken with who offers it."""
    problems = tuple(certificate.http2_problems(first_answer))
    assert not problems, told(first_answer.where, problems)


@pytest.mark.severity("normal")
def test_http_redirects_to_https(over_http: Answer, over_https: str) -> None:
    """Plain http should lead to exactly the same URL over https, in one hop."""
    problems = tuple(reading.redirect_problems(over_http, over_https))
    assert not problems, told(over_http.where, problems)


@pytest.mark.severity("minor")
def test_http_redirects_for_good(over_http: Answer) -> None:
    """Browsers should be able to remember that plain http leads to https."""
    problems = tuple(reading.permanence_problems(over_http))
    assert not problems, told(over_http.where, problems)


@pytest.mark.severity("minor")
def test_redirects_stay_on_https(first_answer: Answer, led_elsewhere: tuple[Answer, ...]) -> None:
    """No redirect should lead from https to plain http."""
    problems = tuple(reading.downgrade_problems(led_elsewhere))
    assert not problems, told(first_answer.where, problems)


@pytest.mark.severity("normal")
def test_hsts_is_sent(hsts_answer: Answer) -> None:
    """Browsers should be told to use https alone for half a year or more."""
    problems = tuple(reading.hsts_problems(hsts_answer))
    assert not problems, told(hsts_answer.where, problems)


@pytest.mark.blame("edge")
def test_page_is_not_stale(page_over_https: Answer, page_anew: Answer | None) -> None:
    """No cache should hand out the page of another release than the one that the origin has."""
    problems = tuple(cache.stale_problems(page_over_https, page_anew))
    assert not problems, told(page_over_https.where, problems)


@pytest.mark.severity("normal")
def test_page_is_asked_for_each_time(page_over_https: Answer) -> None:
    """Neither browsers nor edges should keep the page without asking for it again."""
    problems = tuple(cache.freshness_problems(page_over_https))
    assert not problems, told(page_over_https.where, problems)


@pytest.mark.severity("minor")
def test_page_says_how_long_it_may_be_kept(page_over_https: Answer) -> None:
    """The page should carry Cache-Control, or else caches guess."""
    problems = tuple(cache.statement_problems(page_over_https))
    assert not problems, told(page_over_https.where, problems)


@pytest.mark.blame("edge")
def test_health_comes_from_no_cache(health_over_https: Answer) -> None:
    """Health should never be handed out by an edge."""
    problems = tuple(cache.handed_out_problems(health_over_https))
    assert not problems, told(health_over_https.where, problems)


def test_hashed_files_are_immutable(immutable_page: Page, hashed: Files) -> None:
    """A file with a hash in its name should be kept for ever."""
    problems = tuple(cache.immutable_problems(hashed))
    assert not problems, told(f"GET {immutable_page.path}", problems)


def test_other_files_are_asked_for_again(
    page_over_https: Answer, settings_files: tuple[Answer, ...]
) -> None:
    """Pages and settings should not be kept for ever: their names stay."""
    problems = tuple(cache.forever_problems((page_over_https, *settings_files)))
    assert not problems, told(page_over_https.where, problems)


@pytest.mark.severity("normal")
def test_errors_are_not_kept(first_answer: Answer, refusals: tuple[Answer, ...]) -> None:
    """No cache should keep an error for longer than an hour, nor a 5xx at all."""
    problems = tuple(cache.error_problems(refusals))
    assert not problems, told(first_answer.where, problems)


@pytest.mark.blame("edge")
def test_cookies_are_nobody_elses(page_over_https: Answer, files: Files) -> None:
    """No cache should give everybody the same cookie."""
    answers = [page_over_https, *(answer for _, answer in files)]
    problems = tuple(cache.cookie_problems(answers))
    assert not problems, told(page_over_https.where, problems)


@pytest.mark.severity("minor")
def test_encoded_answers_vary(page_over_https: Answer, files: Files) -> None:
    """An encoded answer should say that it depends on Accept-Encoding."""
    answers = [page_over_https, *(answer for _, answer in files)]
    problems = tuple(cache.vary_problems(answers))
    assert not problems, told(page_over_https.where, problems)


@pytest.mark.severity("normal")
def test_coding_is_offered(promised_coding: Coding, as_promised: Answer) -> None:
    """The largest text of the page should come in each coding that the contract names."""
    problems = tuple(compression.offer_problems(as_promised, promised_coding))
    assert not problems, told(as_promised.where, problems)


def test_coding_is_faithful(any_coding: Coding, encoded: Answer, uncoded: Answer) -> None:
    """What comes in one coding should decode to the bytes that come in none."""
    problems = tuple(compression.faithful_problems(encoded, uncoded, any_coding))
    assert not problems, told(encoded.where, problems)


def test_no_coding_is_forced(uncoded: Answer) -> None:
    """A client that takes no coding should be given none."""
    problems = tuple(compression.plain_problems(uncoded))
    assert not problems, told(uncoded.where, problems)


@pytest.mark.blame("edge")
def test_edge_has_what_the_origin_has(page_over_https: Answer, copies: tuple[Copies, ...]) -> None:
    """No edge should keep something else under the URL of a script or style."""
    problems = tuple(reading.poison_problems(copies))
    assert not problems, told(page_over_https.where, problems)


@pytest.mark.severity("minor")
def test_page_protects_who_opens_it(page_over_https: Answer) -> None:
    """The page should forbid sniffing, framing and loose referrers."""
    problems = tuple(reading.header_problems(page_over_https))
    assert not problems, told(page_over_https.where, problems)


@pytest.mark.severity("trivial")
def test_edge_adds_no_scripts(page_over_https: Answer) -> None:
    """The page should arrive as it was built."""
    problems = tuple(reading.injection_problems(page_over_https))
    assert not problems, told(page_over_https.where, problems)
