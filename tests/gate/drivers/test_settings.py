"""[host], [driver], [keep] and state in smokegate.toml: what they set, and how they are refused."""

from pathlib import Path

import pytest

from smokegate.errors import ConfigurationError
from smokegate.gate.driver_settings import (
    CommandSettings,
    GitSettings,
    HostSettings,
    Keep,
    KubernetesSettings,
)
from smokegate.gate.timings import GateFile, load_gate_file

GIT = '[driver]\nkind = "git"\nrepository = "https://x.example/a.git"\nroot = "/srv/a"\n'
KUBERNETES = '[driver]\nkind = "kubernetes"\ndeployment = "web"\ncontainer = "app"\n'


@pytest.mark.parametrize(
    "text, wanted",
    [
        pytest.param("", GateFile(), id="empty"),
        pytest.param(
            'state = "/var/lib/smokegate"\n[host]\nssh = "charhub-vm"\nconfig = "ssh_config"\n'
            "[keep]\nreleases = 7\nfailed = 0\n",
            GateFile(
                state="/var/lib/smokegate",
                host=HostSettings(ssh="charhub-vm", config="ssh_config"),
                keep=Keep(releases=7, failed=0),
            ),
            id="host-and-keep",
        ),
        pytest.param(
            '[driver]\nkind = "command"\nswitch = "deploy now"\nprune = "prune"\nswitch_s = 60\n',
            GateFile(driver=CommandSettings(switch="deploy now", prune="prune", switch_s=60)),
            id="command",
        ),
        pytest.param(
            f'{GIT}activate = "up"\nshared = ["backend/.env", "my files"]\n',
            GateFile(
                driver=GitSettings(
                    repository="https://x.example/a.git",
                    root="/srv/a",
                    activate="up",
                    shared=("backend/.env", "my files"),
                )
            ),
            id="git",
        ),
        pytest.param(
            f'{KUBERNETES}image = "r.example/web:{{release}}"\nnamespace = "shop"\n',
            GateFile(
                driver=KubernetesSettings(
                    deployment="web",
                    container="app",
                    image="r.example/web:{release}",
                    namespace="shop",
                )
            ),
            id="kubernetes",
        ),
    ],
)
def test_file_sets_what_it_says(text: str, wanted: GateFile, tmp_path: Path) -> None:
    """What it does not say stays as it is."""
    assert load_gate_file(written(tmp_path, text)) == wanted


@pytest.mark.parametrize(
    "text, fault",
    [
        pytest.param(
            '[driver]\nroot = "/srv"\n',
            '$.driver.kind is missing; write one of command, git, kubernetes, such as kind = "git"',
            id="no-kind",
        ),
        pytest.param(
            '[driver]\nkind = "docker"\n',
            "$.driver.kind should be one of command, git, kubernetes, got 'docker'; write \"git\"",
            id="unknown-kind",
        ),
        pytest.param(
            "[driver]\nkind = 5\n",
            '$.driver.kind should be one of command, git, kubernetes, got 5; write "git"',
            id="kind-is-number",
        ),
        pytest.param(
            'driver = "git"\n',
            "$.driver should be a table, got 'git'; write a table with kind, switch, prepare, "
            "current, prune, describe, prepare_s, switch_s",
            id="driver-is-text",
        ),
        pytest.param(
            '[driver]\nkind = "git"\nroot = "/srv"\n',
            "$.driver.repository is missing; write the URL or the path of a git repository, "
            'such as repository = "https://github.com/example/charhub.git"',
            id="no-repository",
        ),
        pytest.param(
            f'{GIT}activat = "up"\n',
            "$.driver.activat is not a known key; did you mean activate?",
            id="unknown-key",
        ),
        pytest.param(
            f'{GIT}deployment = "web"\n',
            "$.driver.deployment is not a known key; known keys: kind, repository, root, prepare, "
            "activate, prune, shared, irreversible, prepare_s, switch_s",
            id="key-of-another-kind",
        ),
        *(
            pytest.param(
                f'[driver]\nkind = "git"\nrepository = "r"\nroot = "{root}"\n',
                f"$.driver.root should be an absolute path, got '{root}'; write \"/srv/charhub\"",
                id=f"root-{root}",
            )
            for root in ("/", "srv", "~/srv", "/srv/../etc", "/srv/.", "/srv/", "")
        ),
        *(
            pytest.param(
                f'{GIT}shared = ["{path}"]\n',
                f"$.driver.shared[0] should be a path inside of a release, got '{path}'; "
                'write "backend/.env"',
                id=f"shared-{path}",
            )
            for path in ("/etc", "../x", "a/../../x", "a/..", ".", "-x", "a//b", "")
        ),
        pytest.param(
            '[driver]\nkind = "git"\nrepository = "--upload-pack=x"\nroot = "/srv"\n',
            "$.driver.repository should be the URL or the path of a git repository, "
            "got '--upload-pack=x'; write \"https://github.com/example/charhub.git\"",
            id="repository-is-option",
        ),
        pytest.param(
            f'{KUBERNETES}image = "web:latest"\n',
            "$.driver.image should be an image with {release} in it, got 'web:latest'; "
            'write "registry.example/charhub:{release}"',
            id="image-of-no-release",
        ),
        pytest.param(
            '[driver]\nkind = "command"\nswitch = "deploy"\nprune = "echo \'x"\n',
            "$.driver.prune should be a command (No closing quotation), got 'echo' and more; "
            "close the quotes",
            id="open-quote",
        ),
        pytest.param(
            '[host]\nssh = "-oProxyCommand=x"\n',
            "$.host.ssh should be a destination of ssh, got '-oProxyCommand=x'; "
            'write "charhub-vm"',
            id="destination-is-option",
        ),
        pytest.param(
            "[keep]\nreleases = 1\n",
            "$.keep.releases should be a number from 2 to 100, got 1; write 5",
            id="keep-one",
        ),
        pytest.param(
            'state = ""\n',
            "$.state should be a text that is not empty, got ''; write \"text\"",
            id="state-empty",
        ),
    ],
)
def test_is_refused_in_one_line(text: str, fault: str, tmp_path: Path) -> None:
    """A wrong setting stops the gate before anything is run."""
    file = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load_gate_file(file)
    assert str(caught.value) == f"{file}: {fault}"


def test_what_the_page_shows_is_accepted(tmp_path: Path) -> None:
    """Each block of docs/drivers.md can be copied as it stands."""
    page = (Path(__file__).parents[3] / "docs/drivers.md").read_text("utf-8")
    blocks = [part.partition("```")[0] for part in page.split("```toml\n")[1:]]
    kinds = [type(load_gate_file(written(tmp_path, block)).driver) for block in blocks]
    assert kinds == [type(None), GitSettings, KubernetesSettings, CommandSettings]


def written(folder: Path, text: str) -> Path:
    """A settings file."""
    file = folder / "smokegate.toml"
    file.write_text(text, "utf-8")
    return file
