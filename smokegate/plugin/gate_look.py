"""What differs in a look of the gate from a run that a person started."""

import os

import pytest

RUN_VARIABLE = "SMOKEGATE_RUN"
KEEP_VARIABLE = "SMOKEGATE_KEEP_ALLURE"  # the gate's later looks add to the results of the first


def is_look() -> bool:
    """Whether the gate started this run, so that a verdict rests on it."""
    return RUN_VARIABLE in os.environ


def is_later() -> bool:
    """Whether it is not the first look at a release."""
    return KEEP_VARIABLE in os.environ


def ask_everything(config: pytest.Config) -> None:
    """Lets nothing end the look early: neither a failure nor a file that cannot be collected."""
    config.option.maxfail = 0
    config.option.continue_on_collection_errors = True
