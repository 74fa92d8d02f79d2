"""Reads a health answer into one model, whatever its words for good and bad.

Words are compared whole: "unhealthy" contains "healthy" and is not it. Unknown is never ok.
"""

from smokegate.reading.health.freshness import freshness_problems
from smokegate.reading.health.leaks import leak_problems
from smokegate.reading.health.model import ComponentHealth, Health
from smokegate.reading.health.problems import (
    component_problem,
    degradation_problems,
    names_no_dependency,
    overall_problems,
)
from smokegate.reading.health.reader import read
from smokegate.reading.health.words import Status

__all__ = [
    "ComponentHealth",
    "Health",
    "Status",
    "component_problem",
    "degradation_problems",
    "freshness_problems",
    "leak_problems",
    "names_no_dependency",
    "overall_problems",
    "read",
]
