"""A profile for mutation runs: thousands of runs of the same tests, so fewer examples, and always the same ones."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile(
    "mutation",
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # a failure is enough, the simplest one is not wanted
)
