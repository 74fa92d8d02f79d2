"""Asks URLs that have nothing to do with the deployment, to see whether the runner is blind."""

from dataclasses import replace

from smokegate.plugin.settings import Settings
from smokegate.plugin.survey import Survey
from smokegate.probe.observation import Answer, Ask


def asked_control(settings: Settings) -> str:
    """`ok` if any control URL gives any answer, else `silent`."""
    asks = [Ask(url=url, is_fresh=True) for url in settings.control]
    with Survey(replace(settings, deadline_s=min(settings.deadline_s, 5.0))) as survey:
        seen = survey.observations(asks)
    return "ok" if any(isinstance(one, Answer) for one in seen) else "silent"
