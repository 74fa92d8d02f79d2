"""What no output may hold: secrets of the deployment and of the runner, and controls."""

import re

BODY_PASSWORD = "b0dy-pa55-Word-7x"
BODY_TOKEN = "bdy-T0ken-Value-4411"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZHYifQ.Zq81dozjgNryP4J3jVmNHl"
API_TOKEN = "ap1-T0ken-Value-9Qz2"
DATABASE_PASSWORD = "d8-pa55-Word-Kx31"
NOTIFY_TOKEN = "n0tify-T0ken-Value-63"

SECRETS = (BODY_PASSWORD, BODY_TOKEN, JWT, API_TOKEN, DATABASE_PASSWORD, NOTIFY_TOKEN)
# what a body of the deployment holds, as the text of a Python literal
BODY = f'{{"password": "{BODY_PASSWORD}", "access_token": "{BODY_TOKEN}", "id": "{JWT}"}}'
ENVIRONMENT = {
    "API_TOKEN": API_TOKEN,
    "DATABASE_URL": f"postgresql://app:{DATABASE_PASSWORD}@db.internal/app",
}

# what a terminal obeys: escapes, carriage returns, bidirectional controls
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# what a CI server obeys: GitHub at the start of a line, and anywhere; Azure anywhere
COMMANDS = re.compile(r"(?m)^\s*::[\w-]+(?:\s[^\n]*)?::|##\[\w+\]|##vso\[|##teamcity\[")
MARK = "c0ntrol"
HOSTILE = (
    f"{MARK}\x1b[31m red\x1b[0m\x1b]0;title\x07 \r over \u202e bidi \x9b31m\n"
    f"::error::{MARK}\n::stop-commands::{MARK}\n##[error]{MARK}\n##vso[task.complete]{MARK}\n"
)


def secrets_in(text: str) -> list[str]:
    """The secrets in the text."""
    return [secret for secret in SECRETS if secret in text]


def complaints(text: str) -> list[str]:
    """Each secret and each control in the text, with what stands around it."""
    places = [match for secret in SECRETS for match in re.finditer(re.escape(secret), text)]
    places += [*CONTROLS.finditer(text), *COMMANDS.finditer(text)]
    return [
        f"{match.group()!r} in {text[max(match.start() - 60, 0) : match.end() + 40]!r}"
        for match in places
    ]
