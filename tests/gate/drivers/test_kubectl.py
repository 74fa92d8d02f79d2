"""The words that kubectl is given, and what is made of an answer that is none."""

from pathlib import Path

import pytest

from smokegate.gate.driver_settings import KubernetesSettings
from smokegate.gate.drivers.driver import DriverError
from smokegate.gate.drivers.kubernetes import KubernetesDriver
from smokegate.gate.host import Local

SETTINGS = KubernetesSettings(
    deployment="web", container="app", image="web:{release}", namespace="shop", context="gke"
)


@pytest.mark.parametrize(
    "body, fault",
    [
        pytest.param("echo oops", "JSON is malformed: invalid character (byte 0)", id="no-json"),
        pytest.param("echo '{}'", "Object missing required field `metadata`", id="no-deployment"),
    ],
)
def test_an_answer_that_is_none_is_refused(
    body: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Context and namespace are said each time."""
    stub(tmp_path, body, monkeypatch)
    with pytest.raises(DriverError) as caught:
        KubernetesDriver(settings=SETTINGS, host=Local()).current()
    assert str(caught.value) == (
        f"deployment web: kubectl get deployment did not print one ({fault})"
    )
    assert (tmp_path / "words").read_text() == (
        "--context=gke --namespace=shop get deployment web --output=json\n"
    )


def test_a_host_without_kubectl_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the shell says it."""
    stub(tmp_path, "exit 127", monkeypatch)
    with pytest.raises(DriverError) as caught:
        KubernetesDriver(settings=SETTINGS, host=Local()).prepared()
    assert str(caught.value) == "kubectl get deployment on this machine ended with status 127"


def stub(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kubectl that writes down its words, then does this."""
    program = folder / "kubectl"
    program.write_text(f'#!/bin/sh\necho "$@" >{folder}/words\n{body}\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
