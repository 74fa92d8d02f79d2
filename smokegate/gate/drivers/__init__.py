"""How a release is made current."""

from smokegate.gate.driver_settings import (
    CommandSettings,
    DriverSettings,
    GitSettings,
    KubernetesSettings,
)
from smokegate.gate.drivers.command import CommandDriver
from smokegate.gate.drivers.driver import Driver
from smokegate.gate.drivers.git import GitDriver
from smokegate.gate.drivers.kubernetes import KubernetesDriver
from smokegate.gate.host import Host


def driver_of(settings: DriverSettings | None, host: Host) -> Driver | None:
    """The driver that the settings ask for, or None where they ask for none."""
    match settings:
        case CommandSettings():
            return CommandDriver(settings=settings, host=host)
        case GitSettings():
            return GitDriver(settings=settings, host=host)
        case KubernetesSettings():
            return KubernetesDriver(settings=settings, host=host)
        case None:
            return None
