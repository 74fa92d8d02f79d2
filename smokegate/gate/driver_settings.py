"""How a release is made current, and where: the tables [host], [driver] and [keep]."""

import shlex
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, structs

from smokegate.contract import Table
from smokegate.contract_fields import Above0, Text

Destination = Annotated[
    str,
    Meta(
        pattern=r"^(?!-)[^\s'\"\\\x00-\x1f\x7f]+$(?!\n)",
        description="a destination of ssh",
        examples=["charhub-vm"],
    ),
]
Words = Annotated[
    str,
    Meta(
        pattern=r"\S",
        description="a command",
        examples=["docker-compose -p charhub up -d --no-build"],
    ),
]
Source = Annotated[
    str,
    Meta(
        pattern=r"^(?!-)[^\x00-\x1f\x7f]+$(?!\n)",
        description="the URL or the path of a git repository",
        examples=["https://github.com/example/charhub.git"],
    ),
]
Root = Annotated[
    str,
    Meta(
        pattern=r"^(?!.*/\.\.?(?:/|$))(?:/[^/\x00-\x1f\x7f]+)+$(?!\n)",
        description="an absolute path",
        examples=["/srv/charhub"],
    ),
]
Inside = Annotated[
    str,
    Meta(
        pattern=r"^(?!(?:.*/)?\.\.?(?:/|$))(?!-)[^/\x00-\x1f\x7f]+(?:/[^/\x00-\x1f\x7f]+)*$(?!\n)",
        description="a path inside of a release",
        examples=["backend/.env"],
    ),
]
ObjectName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$(?!\n)",
        description="a name of Kubernetes",
        examples=["charhub-backend"],
    ),
]
Context = Annotated[
    str,
    Meta(
        pattern=r"^(?!-)[^\s\x00-\x1f\x7f]+$(?!\n)",
        description="the name of a context of kubectl",
        examples=["production"],
    ),
]
Image = Annotated[
    str,
    Meta(
        pattern=r"^(?!-)[^\s{}]*\{release\}[^\s{}]*$(?!\n)",
        description="an image with {release} in it",
        examples=["registry.example/charhub:{release}"],
    ),
]


class HostSettings(Table, frozen=True):
    """Where releases are. ssh: left out, it is this machine. config: a file for `ssh -F`."""

    ssh: Destination | None = None
    config: Text | None = None


class CommandSettings(Table, frozen=True, tag_field="kind", tag="command"):
    """The user's own commands; each is split as a POSIX shell splits words, and given to none.

    switch: makes SMOKEGATE_TO current. prepare: makes it ready. current: prints what is current.
    describe: prints the subject and the author of SMOKEGATE_TO. prune: removes all but
    SMOKEGATE_KEEP and prints what it removed.
    """

    switch: Words
    prepare: Words | None = None
    current: Words | None = None
    prune: Words | None = None
    describe: Words | None = None
    prepare_s: Above0 = 1800.0
    switch_s: Above0 = 120.0


class GitSettings(Table, frozen=True, tag_field="kind", tag="git"):
    """A folder a release. Commands are text for the host's sh, with SMOKEGATE_RELEASE set.

    repository: what is cloned. root: the folder on the host. prepare: run once inside of a new
    release. activate: run in `current` after each switch. prune: run inside of a release before it
    is removed. shared: paths that lead out of each release to root/shared. irreversible: a file
    that bars the way back from a release that brings it.
    """

    repository: Source
    root: Root
    prepare: Words | None = None
    activate: Words | None = None
    prune: Words | None = None
    shared: tuple[Inside, ...] = ()
    irreversible: Inside = ".smokegate-irreversible"
    prepare_s: Above0 = 1800.0
    switch_s: Above0 = 120.0


class KubernetesSettings(Table, frozen=True, tag_field="kind", tag="kubernetes"):
    """A deployment of Kubernetes, changed through kubectl. image: with {release} in it."""

    deployment: ObjectName
    container: ObjectName
    image: Image
    namespace: ObjectName | None = None
    context: Context | None = None
    switch_s: Above0 = 120.0


DriverSettings = CommandSettings | GitSettings | KubernetesSettings


class Keep(Table, frozen=True):
    """How many releases are kept. failed: of those set aside, to see later what was wrong."""

    releases: Annotated[
        int, Meta(ge=2, le=100, description="a number from 2 to 100", examples=[5])
    ] = 5
    failed: Annotated[
        int, Meta(ge=0, le=100, description="a number from 0 to 100", examples=[2])
    ] = 2


def faults(settings: DriverSettings | None) -> Iterator[str]:
    """What only the whole of a command shows: a sentence for each that cannot be split."""
    if not isinstance(settings, CommandSettings):
        return
    for key, value in structs.asdict(settings).items():
        try:
            if isinstance(value, str):
                shlex.split(value)
        except ValueError as err:
            first = value.split()[0]
            seen = f"{first!r} and more"
            yield f"$.driver.{key} should be a command ({err}), got {seen}; close the quotes"
