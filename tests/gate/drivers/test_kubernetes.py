"""The kubernetes driver: the real kubectl against an API server on loopback."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from smokegate.gate.driver_settings import KubernetesSettings
from smokegate.gate.drivers.driver import DriverError
from smokegate.gate.drivers.kubernetes import KubernetesDriver
from smokegate.gate.host import Local
from tests.gate.drivers.cluster import Cluster, cluster, configuration
from tests.gate.drivers.conftest import move

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not installed"),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster that kubectl talks to."""
    with cluster("web", {"app": "registry.example/web:v1", "proxy": "proxy:7"}) as made:
        monkeypatch.setenv("KUBECONFIG", str(configuration(made, tmp_path / "kubeconfig")))
        monkeypatch.setenv("HOME", str(tmp_path))  # where kubectl keeps what it discovered
        yield made


def driver(**settings: object) -> KubernetesDriver:
    """Of the deployment in it."""
    usual = {
        "deployment": "web",
        "container": "app",
        "image": "registry.example/web:{release}",
        "switch_s": 60.0,
    }
    made = KubernetesSettings(**usual | settings)  # type: ignore[arg-type]
    return KubernetesDriver(settings=made, host=Local())


def test_a_release_is_the_image_of_the_container(here: Cluster) -> None:
    """The first switch changes that image alone, and is waited for."""
    web = driver()
    assert (web.current(), web.prepared()) == ("v1", ("v1",))
    web.prepare(move("v2"))
    assert here.patches == []
    web.switch(move("v2", before="v1", fence=4))
    assert here.images() == ["registry.example/web:v2", "proxy:7"]
    assert (web.current(), web.prepared()) == ("v2", ("v1", "v2"))
    assert here.deployment["metadata"]["annotations"]["smokegate/fence"] == "4"
    annotations = here.deployment["spec"]["template"]["metadata"]["annotations"]
    assert annotations == {"smokegate/release": "v2"}


def test_going_back_restores_the_whole_template_of_that_revision(here: Cluster) -> None:
    """As `kubectl rollout undo --to-revision` would: what else has changed goes back with it."""
    web = driver()
    web.switch(move("v2"))
    here.deployment["spec"]["template"]["spec"]["containers"][1]["image"] = "proxy:8"
    here.roll_out()
    web.switch(move("v3"))
    assert here.images() == ["registry.example/web:v3", "proxy:8"]
    web.switch(move("v1", before="v3"))
    assert here.images() == ["registry.example/web:v1", "proxy:7"]
    web.switch(move("v2"))
    assert here.images() == ["registry.example/web:v2", "proxy:8"]


def test_a_few_rights_are_enough(here: Cluster) -> None:
    """Those of docs/drivers.md; kubectl waits for a rollout by list and watch."""
    web = driver()
    for to, before in (("v2", "v1"), ("v1", "v2")):
        web.prepare(move(to))
        web.switch(move(to, before=before))
    web.prune((), ())
    assert here.rights == {
        *(f"{verb} deployments" for verb in ("get", "list", "watch", "patch")),
        "list replicasets",
    }


def test_a_switch_may_be_done_again(here: Cluster) -> None:
    """No further revision comes of it."""
    web = driver()
    for _ in range(2):
        web.switch(move("v2", before="v1"))
    assert len(here.replica_sets) == 2


def test_a_deployment_that_was_changed_meanwhile_is_read_again(here: Cluster) -> None:
    """Its status is written all the time while it rolls out; for ever it is not tried."""
    here.conflicts = 2
    driver().switch(move("v2"))
    assert here.images()[0] == "registry.example/web:v2"
    here.conflicts = 5
    with pytest.raises(DriverError, match="kubectl patch on this machine ended with status 1"):
        driver().switch(move("v3"))


def test_an_older_run_cannot_switch_any_more(here: Cluster) -> None:
    """The fence is in the deployment."""
    driver().switch(move("v2", fence=3))
    with pytest.raises(DriverError) as caught:
        driver().switch(move("v1", fence=2))
    assert str(caught.value) == (
        "deployment web: run 3 has switched since, and this is only run 2; "
        "where the record of runs was begun anew, remove the annotation smokegate/fence"
    )
    assert here.images()[0] == "registry.example/web:v2"


def test_a_person_who_switched_meanwhile_is_not_corrected(here: Cluster) -> None:
    """The image is neither of the two."""
    here.deployment["spec"]["template"]["spec"]["containers"][0]["image"] = (
        "registry.example/web:by-hand"
    )
    with pytest.raises(DriverError) as caught:
        driver().switch(move("v2", before="v1"))
    assert str(caught.value) == "deployment web: somebody has made by-hand current meanwhile"


def test_a_rollout_that_does_not_come_to_its_end_is_an_error(here: Cluster) -> None:
    """The old pods serve on; the gate decides what follows."""
    here.images_that_do_not_start = ("registry.example/web:bad",)
    with pytest.raises(DriverError) as caught:
        driver(switch_s=1.0).switch(move("bad", before="v1"))
    assert str(caught.value) == (
        "kubectl rollout status on this machine ended with status 1: "
        "error: timed out waiting for the condition"
    )


@pytest.mark.usefixtures("here")
def test_an_image_that_is_not_ours_is_no_release() -> None:
    """Another registry, or no container of that name."""
    assert driver(image="other.example/web:{release}").current() is None
    with pytest.raises(DriverError) as caught:
        driver(container="web").switch(move("v2"))
    assert str(caught.value) == "deployment web has no container web, it has app, proxy"


def test_an_id_is_completed_from_the_revisions(here: Cluster) -> None:
    """One that nobody has run yet is taken as it is; one that could be an option is refused."""
    web = driver()
    web.switch(move(commit := "3f2a91c" + "0" * 33))
    assert web.full_id("3f2a91c") == commit
    assert web.full_id("v9") == "v9"
    for bad in ("--all", "../x", "a b", "a/b"):
        with pytest.raises(DriverError, match="is not the id of a release"):
            web.full_id(bad)
    assert (web.described(commit), web.room(), web.irreversible("v1", commit)) == (None,) * 3
    assert web.prune([], []) == ()
    assert len(here.replica_sets) == 2


def test_what_kubectl_says_is_the_reason(here: Cluster) -> None:
    """No such deployment, no such cluster."""
    with pytest.raises(DriverError) as caught:
        driver(deployment="api").current()
    assert str(caught.value).startswith(
        "kubectl get deployment on this machine ended with status 1: Error from server (NotFound): "
    )
    with pytest.raises(DriverError) as caught:
        driver(context="production").current()
    assert str(caught.value) == (
        "kubectl get deployment on this machine ended with status 1: "
        "Error in configuration: context was not found for specified context: production"
    )
    assert here.patches == []
