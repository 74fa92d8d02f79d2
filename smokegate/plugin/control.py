"""Asks URLs that have nothing to do with the deployment, to see whether the runner is blind."""

from dataclasses import replace

from smokegate.plugin.settings import Settings
from smokegate.plugin.survey import Survey
from smokegate.probe.observation import Answer, Ask
from smokegate.probe.reach import Reach


def asked_control(settings: Settings) -> str:
    """`ok` if any control URL gives any answer, else `silent`."""
    asks = [Ask(url=url, is_fresh=True) for url in settings.control]
    reach = Reach.of(settings.base_url, settings.control)
    with Survey(replace(settings, deadline_s=min(settings.deadline_s, 5.0)), reach) as survey:
        seen = survey.observations(asks)
    return "ok" if any(isinstance(one, Answer) for one in seen) else "silent"
