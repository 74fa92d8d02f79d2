"""A person with a browser who signs in: follows redirects, fills in forms, keeps cookies."""

import httpx
from selectolax.lexbor import LexborHTMLParser

from examples.charhub.deployment import Deployment

_MOST_STEPS = 20


def person(deployment: Deployment) -> httpx.Client:
    """Somebody without cookies."""
    return httpx.Client(
        base_url=deployment.url, verify=deployment.authority.trust(), timeout=20, trust_env=False
    )


def signed_in(browser: httpx.Client, start: str, name: str) -> httpx.Response:
    """Where a person ends up who signs in at the provider under this name, and agrees."""
    answer = browser.get(start)
    for _ in range(_MOST_STEPS):
        if answer.next_request is not None:
            answer = browser.send(answer.next_request)
        elif form := LexborHTMLParser(answer.text).css_first("form"):
            fields = {
                str(one.attributes["name"]): one.attributes.get("value") or name
                for one in form.css("input[name]")
            }
            answer = browser.post(str(form.attributes["action"]), data=fields)
        else:
            return answer
    raise AssertionError(f"still on the way after {_MOST_STEPS} steps, at {answer.url}")
