"""A signal should stop the gate before there is a verdict, and nothing after."""

import os
import signal

import pytest

from smokegate.gate.signals import InterruptedByPersonError, Signals


def send(number: signal.Signals) -> None:
    """A signal to this process; Python handles it before the next line."""
    os.kill(os.getpid(), number)


def start_a_child(signals: Signals, steps: list[str]) -> None:
    """What the gate does while a signal may wait."""
    with signals.held():
        send(signal.SIGHUP)
        steps.append("started")


def wait_for_a_child(signals: Signals, steps: list[str]) -> None:
    """What the gate does while a signal is taken at once, and how it ends."""
    with signals.held() as released:
        try:
            with released():
                send(signal.SIGINT)
                steps.append("not reached")
        finally:
            send(signal.SIGINT)
            steps.append("ended")


def test_a_signal_stops_what_goes_on() -> None:
    """Before there is a verdict a signal is taken at once."""
    signals = Signals()
    with signals.watched(), pytest.raises(InterruptedByPersonError, match="SIGTERM"):
        send(signal.SIGTERM)


def test_a_signal_waits_while_a_child_is_started() -> None:
    """What is held is taken at the end of the block, by name."""
    signals, steps = Signals(), list[str]()
    with signals.watched(), pytest.raises(InterruptedByPersonError, match="SIGHUP"):
        start_a_child(signals, steps)
    assert steps == ["started"]


def test_a_signal_is_taken_while_the_child_is_waited_for() -> None:
    """Inside of what is held it may be released, and then it is taken there, once."""
    signals, steps = Signals(), list[str]()
    with signals.watched(), pytest.raises(InterruptedByPersonError, match="SIGINT"):
        wait_for_a_child(signals, steps)
    assert steps == ["ended"]


def begin_a_run(signals: Signals, steps: list[str]) -> None:
    """What the gate does until the run can end itself."""
    with signals.held():
        send(signal.SIGTERM)
        steps.append("begun")
        signals.take_now()
        steps.append("not reached")


def test_what_was_kept_is_taken_where_the_run_can_end_itself() -> None:
    """And only there: whoever begins a run also puts down that it was stopped."""
    signals, steps = Signals(), list[str]()
    with signals.watched(), pytest.raises(InterruptedByPersonError, match="SIGTERM"):
        begin_a_run(signals, steps)
    assert steps == ["begun"]


def test_nothing_stops_what_follows_a_verdict() -> None:
    """Half a rollback is worse than a late one."""
    signals, steps = Signals(), list[str]()
    with signals.watched():
        signals.pass_from_now_on()
        send(signal.SIGTERM)
        start_a_child(signals, steps)
    assert steps == ["started"]


def test_the_handlers_are_given_back() -> None:
    """After the gate a signal means what it meant before."""
    usual = signal.getsignal(signal.SIGTERM)
    with Signals().watched():
        assert signal.getsignal(signal.SIGTERM) != usual
    assert signal.getsignal(signal.SIGTERM) == usual
