"""Whatever an edge answers, its readers say what is wrong with it and never raise."""

from collections.abc import Iterable

from hypothesis import example, given
from hypothesis import strategies as st

from smokegate.probe.handshake import not_after
from smokegate.probe.observation import Answer
from smokegate.reading import cache, certificate, compression, edge
from smokegate.reading.asset import Asset, Kind
from smokegate.reading.problem import Problem
from tests.reading.answers import ORIGIN, answer
from tests.reading.test_anything import bodies, hostile, texts

SCRIPT = Asset(url=f"{ORIGIN}/assets/a-NEWxxxx2.js", kind=Kind.SCRIPT, page=f"{ORIGIN}/")
NAMES = (
    "age", "cache-control", "cf-cache-status", "content-encoding", "date", "location",
    "referrer-policy", "set-cookie", "strict-transport-security", "vary", "x-cache",
)  # fmt: skip
VALUES = (
    "max-age=" + "9" * 5000, "max-age=31536000; x", "=,=;=", "HIT", "br, gzip", "9" * 5000,
    "http://[::1", "http://charhub.app:x/", "Fri, 13 Feb 99999999999999999999 12:00:00 GMT",
)  # fmt: skip
answers = st.builds(
    answer,
    bodies,
    status=st.sampled_from([200, 204, 301, 302, 308, 404, 410, 503]),
    headers=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES) | texts)),
    url=st.sampled_from([f"{ORIGIN}/", f"{ORIGIN}/sw.js", f"{ORIGIN}/a?c=d", "http://h:8080/"]),
)


def problems(one: Answer, other: Answer) -> Iterable[Problem]:
    """Every reader of the edge."""
    yield from cache.stale_problems(one, other)
    yield from cache.freshness_problems(one)
    yield from cache.statement_problems(one)
    yield from cache.handed_out_problems(one)
    yield from cache.immutable_problems([(SCRIPT, one)])
    for readers in (cache.forever_problems, cache.error_problems, cache.cookie_problems):
        yield from readers([one, other])
    yield from cache.vary_problems([one])
    yield from certificate.lasting_problems(one, 14)
    yield from compression.offer_problems(one, "br")
    yield from compression.faithful_problems(one, other, "br")
    yield from compression.plain_problems(one)
    compression.largest_text([(SCRIPT, one)], ORIGIN)
    yield from edge.redirect_problems(one, f"{ORIGIN}/?x=1")
    yield from edge.permanence_problems(one)
    yield from edge.downgrade_problems([one])
    yield from edge.hsts_problems(one)
    yield from edge.header_problems(one)
    yield from edge.injection_problems(one)
    copies = edge.Copies(asset=SCRIPT, first=one, again=one, anew=other)
    yield from edge.poison_problems([copies])


@hostile
@given(one=answers, other=answers)
@example(one=answer(headers=[("date", VALUES[-1])]), other=answer())
def test_nothing_raises(one: Answer, other: Answer) -> None:
    """A problem is one line that no terminal and no CI obeys, however mad the answer."""
    for problem in problems(one, other):
        told = str(problem)
        assert told.isprintable()
        assert len(told) < 1000


@hostile
@given(certificate=st.binary(max_size=200))
def test_no_certificate_raises(certificate: bytes) -> None:
    """Bytes that are no certificate have no end."""
    assert not_after(certificate) is None
