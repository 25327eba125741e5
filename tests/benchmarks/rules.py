"""How long scoring and conditions take, beside the plainest peers that do the same sums in the same run.

Run: .venv/bin/python -m tests.benchmarks.rules
Wanted: 1,000 questions scored in at most 10 ms; all conditions of 500 questions worked out anew in at most 2 ms.
Medians on a quiet machine; the ratios hold on a busy one too.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from audit_tui.rules.compliance import nonconformities
from audit_tui.rules.repair import shortest_way
from audit_tui.rules.routing import CompiledChecklist, Given, layout
from audit_tui.rules.scoring import score_visit
from audit_tui.rules.trace import explain
from tests.rules.build import answers, checklist, choices, count, item, section, yes_no
from tests.rules.walked import walked

ROUNDS = 40


def audit(questions: int) -> tuple[CompiledChecklist, dict[str, Given]]:
    """A checklist of five types in sections of ten with weights, every fifth question with a condition."""
    sections, said = [], {}
    for place in range(questions // 10):
        asked = []
        for at in range(place * 10, place * 10 + 10):
            id_ = f"q{at}"
            keys: dict[str, Any] = {"standard": f"ST-{place % 50 + 1:02d}"}
            match at % 5:
                case 0:
                    limits = {"meets": f"${{{id_}}} <= 3", "partly": ". <= 5"}
                    asked.append(count(id_, points=4, **limits, **keys))
                    said[id_] = "4" if at % 3 else "2"
                case 1:
                    asked.append(item("scale", id_, points=3, **keys))
                    said[id_] = "4"
                case 2:
                    steps = [
                        {"up_to": 15, "points": 6},
                        {"up_to": 30, "points": 3},
                        {"above": 30, "points": 0},
                    ]
                    asked.append(item("stopwatch", id_, steps=steps, **keys))
                    said[id_] = "22"
                case 3:
                    asked.append(item("single", id_, choices=choices(a=2, b=1, c=0), **keys))
                    said[id_] = "b" if at % 4 else "c"
                case _:
                    condition = f"${{q{at - 1}}} != 'x' and ${{q{at - 3}}} > 2"
                    asked.append(yes_no(id_, points=2, show_if=condition, **keys))
                    said[id_] = "yes"
        sections.append(section(f"s{place}", asked, weight=place % 7 + 1))
    standards = {f"ST-{n:02d}": {"text": "Kept."} for n in range(1, 51)}
    return checklist(*sections, standards=standards, scoring={"pass_from": 85}), answers(**said)


def plain_score(checklists: CompiledChecklist, said: Mapping[str, Given]) -> float:
    """The peer: the same percentage in floating point, with no reason, no state and no standard."""
    total = whole = 0.0
    for each in checklists.checklist.sections:
        got = most = 0.0
        for question in each.questions:
            value: Any = said[f"phone/{question.id}"].value
            match question.type:
                case "count":
                    number = float(value)
                    got += 4.0 if number <= 3 else 2.0 if number <= 5 else 0.0
                    most += 4.0
                case "scale":
                    got += 3.0 * (float(value) - 1) / 4
                    most += 3.0
                case "stopwatch":
                    number = float(value)
                    got += 6.0 if number <= 15 else 3.0 if number <= 30 else 0.0
                    most += 6.0
                case "single":
                    got += {"a": 2.0, "b": 1.0, "c": 0.0}[value]
                    most += 2.0
                case _:
                    got += 2.0 if value == "yes" else 0.0
                    most += 2.0
        weight = float(each.weight or 0)
        total += got / most * weight
        whole += weight
    return total * 100 / whole


def compiled_by_python(checklists: CompiledChecklist) -> list[Any]:
    """The peer for conditions: what Python's own compiler makes of the same conditions written as Python."""
    made = []
    for id_, each in checklists.items.items():
        if "show_if" in each.expressions:
            at = int(id_[1:])
            made.append(
                compile(f"v['q{at - 1}'] != 'x' and float(v['q{at - 3}']) > 2", "<condition>", "eval")
            )
    return made


class Taken(NamedTuple):
    """Milliseconds: of most runs, and of the one that nothing disturbed."""

    median: float
    best: float


def taken(run: Callable[[], object]) -> Taken:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        run()
        times.append((time.perf_counter() - begun) * 1000)
    return Taken(statistics.median(times), min(times))


def main() -> None:
    thousand, said = audit(1000)
    half, said_half = audit(500)
    known = {"phone": layout(thousand, said, {})}
    exact = score_visit([thousand], said, {}, layouts=known)
    assert abs(float(exact.percent or 0) - plain_score(thousand, said)) < 1e-9
    session = walked(thousand, said={path: given.value for path, given in said.items()})
    values = {path.partition("/")[2]: given.value for path, given in said_half.items()}
    conditions = compiled_by_python(half)
    gc.freeze()  # what the app holds for good is not gone through again and again
    plain = taken(lambda: plain_score(thousand, said))
    scored = taken(lambda: score_visit([thousand], said, {}, layouts=known))
    laid_out = taken(lambda: layout(half, said_half, {}))
    evaluated = taken(lambda: [eval(each, {"v": values}) for each in conditions])
    rows = [
        (
            "1,000 questions scored",
            scored,
            "≤ 10",
            f"{scored.best / plain.best:.1f} × floats without any reason",
        ),
        ("the same in floats", plain, "", ""),
        (
            "500 questions laid out, all conditions",
            laid_out,
            "≤ 2",
            f"{laid_out.best / evaluated.best:.1f} × bare conditions",
        ),
        ("the bare conditions in Python's eval", evaluated, "", f"{len(conditions)} of them"),
        ("findings of 1,000 questions", taken(lambda: nonconformities(exact)), "", ""),
        ("the shortest way to pass", taken(lambda: shortest_way([thousand], exact)), "", ""),
        ("the whole trace, when asked for", taken(lambda: explain(session)), "", ""),
    ]
    print(f"{'':<40} {'median':>8} {'best':>8} ms")
    for what, needed, wanted, beside in rows:
        print(f"{what:<40} {needed.median:8.2f} {needed.best:8.2f}     {wanted:<5} {beside}".rstrip())


if __name__ == "__main__":
    main()
