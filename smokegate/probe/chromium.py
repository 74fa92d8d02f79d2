"""Where Chromium is, and how it is started so that it speaks to nobody but the page's hosts."""

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Final

from smokegate.errors import ConfigurationError

VARIABLE: Final = "SMOKEGATE_CHROMIUM"
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_DEBIAN: Final = Path("/usr/bin/chromium")
_NOWHERE: Final = "http://127.0.0.1:9"  # discard, where nothing listens
# the last list counts, so that those which playwright gives are in it too
_FEATURES: Final = (
    "AimEnabled",
    "AutofillServerCommunication",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "CertificateTransparencyComponentUpdater",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "Translate",
)
# beside those that playwright gives: no updates, no accounts, no reports, no UDP
ARGUMENTS: Final = (
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--no-pings",
    "--disable-domain-reliability",
    "--safebrowsing-disable-auto-update",
    f"--gaia-url={_NOWHERE}",
    f"--component-updater=url-source={_NOWHERE}",
    f"--disable-features={','.join(_FEATURES)}",
)
# without it a page could open any number of windows
LEFT_OUT: Final = ("--disable-popup-blocking",)
_KEPT: Final = ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "XDG_RUNTIME_DIR")

_LONGEST: Final = 50  # characters: it makes a socket there, whose path may have 108


def find_chromium() -> Path | None:
    """Chromium, or None where it or playwright is missing, or where the variable is empty.

    Raises ConfigurationError if the variable names something that is not there.
    """
    named = os.environ.get(VARIABLE)
    if named is not None and not named.strip():
        return None
    found = _named(named) if named else _usual()
    return found if found and importlib.util.find_spec("playwright") else None


def through(port: int, pin: str) -> tuple[str, ...]:
    """The switches that leave Chromium no way to the network but the relay at this port.

    It looks no name up itself. pin: of the relay's key, which may answer for any host.
    """
    return (
        f"--proxy-server=socks5://127.0.0.1:{port}",
        "--proxy-bypass-list=<-loopback>",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={pin}",
    )


def environment() -> dict[str, str]:
    """What Chromium gets of ours: no secret of a CI job, for it runs what a stranger wrote."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    if len(kept.get("TMPDIR", "")) > _LONGEST:
        del kept["TMPDIR"]
    return kept


def _named(given: str) -> Path:
    found = shutil.which(given)
    if found is None:
        raise ConfigurationError(
            f"{VARIABLE}: is not a program, got {given!r}; "
            "give the path of Chromium, or nothing to do without"
        )
    return Path(found)


def _usual() -> Path | None:
    if os.access(_DEBIAN, os.X_OK):
        return _DEBIAN
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None
