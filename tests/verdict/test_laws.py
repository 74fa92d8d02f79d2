"""What holds for whatever looks saw."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from smokegate.verdict.check import CheckId, Seen
from smokegate.verdict.evidence import Control, Evidence
from smokegate.verdict.judge import judge
from smokegate.verdict.policy import Policy
from smokegate.verdict.schedule import asked_next
from tests.verdict.looks import looks

often = settings(max_examples=200, deadline=None, database=None)
rows = st.lists(st.text("PFWES.", min_size=1, max_size=6), min_size=1, max_size=6)
controls = st.lists(st.sampled_from(Control), min_size=6, max_size=6)


@often
@given(rows=rows, controls=controls, baseline=st.booleans(), seed=st.randoms(use_true_random=False))
def test_the_verdict_never_raises_and_has_no_order(
    rows: list[str], controls: list[Control], baseline: bool, seed: random.Random
) -> None:
    """Whatever looks saw, there is a verdict, the same in whatever order they name the checks."""
    checks = [CheckId(f"smoke/test_{number}.py::test_it") for number, _ in enumerate(rows)]
    order = seed.sample(checks, len(checks))
    verdicts = []
    for names in (checks, order):
        given_looks = [
            replace(
                look,
                control=control,
                checks={name: look.checks[name] for name in names if name in look.checks},
            )
            for look, control in zip(
                looks(dict(zip(checks, rows, strict=True))), controls, strict=False
            )
        ]
        before = given_looks[0] if baseline else None
        verdict = judge(given_looks, policy=Policy(), baseline=before)
        verdicts.append((verdict.outcome, verdict.kind, verdict.convicted, verdict.trials))
        assert verdict.reasons
        asked = asked_next(given_looks, policy=Policy(), is_planned=baseline, baseline=before)
        assert len(set(asked)) == len(asked)
    assert verdicts[0] == verdicts[1]


@often
@given(rows=rows)
def test_what_never_failed_is_never_convicted(rows: list[str]) -> None:
    """A conviction needs failures, as many as the policy says, of the check itself."""
    named = {CheckId(f"smoke/test_{number}.py::test_it"): row for number, row in enumerate(rows)}
    verdict = judge(looks(named), policy=Policy())
    assert all(named[check].count("F") >= 3 for check in verdict.convicted)


def _in_order(look: Evidence, names: Sequence[CheckId]) -> Mapping[CheckId, Seen]:
    return {name: look.checks[name] for name in names if name in look.checks}
