"""Item 31: a first deploy whose `current` command fails says which command to fix."""

import pytest

from smokegate.gate.driver_settings import CommandSettings
from smokegate.gate.drivers.command import CommandDriver
from smokegate.gate.drivers.driver import DriverError
from smokegate.gate.host import Local

CURE = (
    "; fix `current` of [driver] in smokegate.toml: it prints the release that is live, and before "
    "the first deploy it prints nothing and ends with status 0"
)


@pytest.mark.parametrize(
    "current, said",
    [
        pytest.param(
            "sh -c 'echo no such link >&2; exit 1'",
            "current on this machine ended with status 1: no such link",
            id="fails",
        ),
        pytest.param(
            "smokegate-no-such-command",
            "current: there is no such command on this machine, got 'smokegate-no-such-command'",
            id="is-not-there",
        ),
    ],
)
def test_it_names_the_command_and_what_it_printed(current: str, said: str) -> None:
    """And what it should do where nothing is live yet."""
    settings = CommandSettings(switch="true", current=current)
    with pytest.raises(DriverError) as failed:
        CommandDriver(settings=settings, host=Local()).current()
    assert str(failed.value) == said + CURE


def test_nothing_is_live_where_it_prints_nothing() -> None:
    """Before the first deploy."""
    settings = CommandSettings(switch="true", current="true")
    assert CommandDriver(settings=settings, host=Local()).current() is None
