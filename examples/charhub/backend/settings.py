"""What the environment says. A variable that is missing ends the process at its start."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields

_PREFIX = "CHARHUB_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each field is a variable: `public_url` is CHARHUB_PUBLIC_URL.

    replica_url: of the read replica. provider_url: the issuer of the OpenID provider. ca_file: who
    signs the certificates of Redis and of the provider. every_s: how long good news of storage and
    LLM are kept. google_authorize, facebook_authorize: where people are sent to, if not to the
    provider.
    """

    release: str
    public_url: str
    database_url: str = field(repr=False)
    replica_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    storage_url: str
    storage_bucket: str
    storage_key_id: str
    storage_secret: str = field(repr=False)
    llm_url: str
    llm_key: str = field(repr=False)
    provider_url: str
    google_secret: str = field(repr=False)
    facebook_secret: str = field(repr=False)
    session_key: str = field(repr=False)
    ca_file: str
    every_s: str = "10"
    google_authorize: str = ""
    facebook_authorize: str = ""

    def environment(self) -> dict[str, str]:
        """The variables that say the same."""
        return {_variable(name): value for name, value in asdict(self).items()}


def settings_of(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that these variables hold. Raises KeyError for one that has to be there."""
    stated = {
        one.name: environment[_variable(one.name)]
        for one in fields(Settings)
        if one.default is MISSING or _variable(one.name) in environment
    }
    return Settings(**stated)


def _variable(name: str) -> str:
    return _PREFIX + name.upper()
