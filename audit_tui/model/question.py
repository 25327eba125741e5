"""The eighteen question types of a checklist, one class a type, joined in a union told apart by `type`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from audit_tui.model.number import Number as Number  # noqa: PLC0414 - most readers of numbers are of questions
from audit_tui.model.number import plain as plain  # noqa: PLC0414
from audit_tui.model.standard import REFERENCE, StandardId
from audit_tui.model.text import Line, LocalText, Model

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""Ids of checklists, sections, questions and choices."""

Points = Annotated[Number, Field(ge=0, le=1000)]
Percent = Annotated[Number, Field(ge=0, le=100)]
Condition = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


Factor = Literal[
    "calm",
    "confident",
    "knowledgeable",
    "adapts",
    "articulate",
    "common_language",
    "listens",
    "teamwork",
    "open",
    "negotiates",
]
"""Factors of an employee's conduct: calm and positive attitude; confident and friendly communication; knows the
service or product; adapts and finds a way out of conflicts; competent, persuasive speech; finds common language
with different customers; listens actively; works as a team; is open; negotiates. From the background documents
on customer orientation (Polish: the first six; Chinese: the others)."""


class Choice(Model):
    """One answer to choose from."""

    id: Id
    """Unique in its list; conditions compare with it."""
    label: LocalText
    """What the auditor reads."""
    points: Points | None = None
    """What choosing it earns."""
    fails: bool = False
    """Choosing it earns 0 and fails the question."""


class Critical(Model):
    """What happens when the question fails: the score of `scope` cannot be above `cap` percent."""

    cap: Percent = Decimal(0)
    """Percentage above which the score cannot be after a failure."""
    scope: Literal["section", "checklist", "visit"] = "checklist"
    """Whose score is capped."""
    reason: LocalText | None = None
    """Why this item is critical; printed with the non-conformity."""


class OnFail(Model):
    """What a failed item demands of the auditor."""

    comment: Literal["no", "optional", "required"] = "optional"
    """Whether a failure needs a note."""
    photo: Literal["no", "optional", "required"] = "optional"
    """Whether a failure needs a photo."""
    action: bool = False
    """A corrective action is wanted."""


Limit = Annotated[
    Number,
    BeforeValidator(
        lambda value: value,
        json_schema_input_type=Number | Annotated[str, StringConstraints(pattern=REFERENCE)],
    ),
]
"""A number; in a file also the figure of a standard (`${PH-01.answer}`), which the loader puts in."""


class Step(Model):
    """A rung of a graded threshold: the first that fits counts; `up_to` includes its limit."""

    up_to: Limit | None = None
    """Fits values up to and with this one."""
    above: Limit | None = None
    """Fits values above this one."""
    points: Points
    """What a value that fits earns."""


class _Item(Model):
    """What every entry of a section has."""

    id: Id
    """Unique in the checklist; conditions name it `${id}`."""
    text: LocalText
    """What is asked, observed or told."""
    help: LocalText | None = None
    """A hint for the auditor, shown beside the question."""
    show_if: Condition | None = None
    """Asked only while this condition holds; a hidden question leaves the score."""


class _Asked(_Item):
    """What every entry that is answered has."""

    required: bool | None = None
    """Default: true, except for info, calc, repeat and neutral questions."""
    allow_na: bool = False
    """May be answered "not applicable", with a reason; leaves the score then."""
    neutral: bool = False
    """Asked, not scored."""
    require_if: Condition | None = None
    """Required while this condition holds."""
    valid_if: Condition | None = None
    """An answer is taken only if this condition holds; `.` is the answer."""
    valid_message: LocalText | None = None
    """What the auditor reads when `valid_if` refuses."""
    standard: StandardId | None = None
    """The service standard that it measures."""
    critical: Critical | None = None
    """A failure caps the score and fails the checklist."""
    on_fail: OnFail | None = None
    """What a failure demands of the auditor."""
    factors: list[Factor] = []
    """Which factors of the employee's conduct it shows; reported as scores of their own."""
    evidence: Literal["no", "optional", "required"] = "no"
    """Whether a photo or file belongs to the answer."""
    meaning: Annotated[int, Field(ge=1, le=9999)] = 1
    """Raise it when the question comes to ask something else: its answers are then no longer compared with
    earlier ones. A better wording of the same question leaves it as it is."""


class YesNo(_Asked):
    """Yes or no; `good` says which one earns the points."""

    type: Literal["yes_no"]
    good: Literal["yes", "no"] = "yes"
    """The answer that earns the points."""
    points: Points | None = None
    """What the good answer earns."""


class Scale(_Asked):
    """A whole number from `min` to `max`; earns points in proportion."""

    type: Literal["scale"]
    min: Annotated[int, Field(ge=-100, le=100)] = 1
    """Lowest value; earns nothing."""
    max: Annotated[int, Field(ge=-100, le=100)] = 5
    """Highest value; earns all points."""
    labels: dict[int, LocalText] = {}
    """Words for some of the values."""
    points: Points | None = None
    """What the highest value earns."""


class Nps(_Asked):
    """Likelihood to recommend, 0–10 (default) or 1–10; never scored."""

    type: Literal["nps"]
    min: Literal[0, 1] = 0
    """Where the scale begins: 0, or 1 for the variant from 1 to 10."""


class Single(_Asked):
    """One choice of several; the choices carry the points."""

    type: Literal["single"]
    choices: Id | list[Choice]
    """The choices, or the name of a list under `choices:` of the checklist."""


class Multi(_Asked):
    """Any number of choices; their points are added, up to `points` if given."""

    type: Literal["multi"]
    choices: Id | list[Choice]
    """The choices, or the name of a list under `choices:` of the checklist."""
    min_selected: Annotated[int, Field(ge=0)] = 0
    """At least so many."""
    max_selected: Annotated[int, Field(ge=1)] | None = None
    """At most so many."""
    points: Points | None = None
    """Limit for the sum of the choices' points."""


class _Measured(_Asked):
    points: Points | None = None
    """What is earned where `meets` holds."""
    meets: Condition | None = None
    """All points where this condition holds; `.` is the answer."""
    partly: Condition | None = None
    """Half of the points where this holds and `meets` does not."""
    steps: list[Step] | None = None
    """Graded thresholds, in place of `points`, `meets` and `partly`; the first that fits counts."""


class NumberQuestion(_Measured):
    """A number with a unit."""

    type: Literal["number"]
    unit: Line | None = None
    """Unit of the number, e.g. s, m, lx, °C; with `s` also durations such as 1:35 are taken."""
    min: Number | None = None
    """Lowest value taken."""
    max: Number | None = None
    """Highest value taken."""
    step: Number | None = None
    """Only multiples of it, counted from `min`, are taken."""


class Count(_Measured):
    """How many: rings, people in the queue, free bays."""

    type: Literal["count"]
    min: Annotated[int, Field(ge=0)] = 0
    """Lowest count taken."""
    max: Annotated[int, Field(ge=0, le=1_000_000)] = 100_000
    """Highest count taken."""


Take = Literal["last", "mean", "median", "shortest", "longest"]
"""Which of several times that were taken is the answer."""


class Stopwatch(_Measured):
    """Seconds, measured by the program's stopwatch or typed."""

    type: Literal["stopwatch"]
    max: Annotated[Number, Field(gt=0, le=86_400)] = Decimal(7200)
    """Longest time taken, in seconds."""
    laps: Annotated[int, Field(ge=2, le=20)] | None = None
    """How many times are to be taken, e.g. 3 test calls; each is kept. Without it one is enough."""
    take: Take | None = None
    """Which of the times taken is the answer: the last (default), their mean or median, the shortest or longest."""


class DateQuestion(_Asked):
    """A date, a time or both, in the site's local time."""

    type: Literal["date", "time", "datetime"]
    default: Literal["now"] | None = None
    """`now` offers the present moment."""


class TextQuestion(_Asked):
    """Free text."""

    type: Literal["text"]
    multiline: bool = False
    """Several lines may be written."""
    max_length: Annotated[int, Field(ge=1, le=20_000)] = 4000
    """At most so many characters."""


class FileQuestion(_Asked):
    """Photos or files, kept by content."""

    type: Literal["photo", "file"]
    max_count: Annotated[int, Field(ge=1, le=50)] = 10
    """At most so many."""


class Signature(_Asked):
    """A name typed in place of a signature."""

    type: Literal["signature"]


class Info(_Item):
    """A text to read; nothing to answer."""

    type: Literal["info"]


class Calc(_Item):
    """A value computed from other answers; shown, usable in conditions, never scored."""

    type: Literal["calc"]
    formula: Condition
    """The expression it is computed from."""
    unit: Line | None = None
    """Unit of the result."""


class Repeat(_Item):
    """Questions asked once for each instance, e.g. for each of three test calls."""

    type: Literal["repeat"]
    min_count: Annotated[int, Field(ge=0, le=100)] = 0
    """At least so many instances."""
    max_count: Annotated[int, Field(ge=1, le=100)] = 50
    """At most so many instances."""
    questions: list[RepeatedQuestion]
    """What is asked each time; no repeat among them."""


Asked = (
    YesNo
    | Scale
    | Nps
    | Single
    | Multi
    | NumberQuestion
    | Count
    | Stopwatch
    | DateQuestion
    | TextQuestion
    | FileQuestion
    | Signature
)
RepeatedQuestion = Annotated[Asked | Info | Calc, Field(discriminator="type")]
Question = Annotated[Asked | Info | Calc | Repeat, Field(discriminator="type")]

TYPES = (
    "yes_no",
    "scale",
    "nps",
    "single",
    "multi",
    "number",
    "count",
    "stopwatch",
    "date",
    "time",
    "datetime",
    "text",
    "photo",
    "file",
    "signature",
    "info",
    "calc",
    "repeat",
)


def is_required(question: Asked | Info | Calc | Repeat) -> bool:
    """Whether finishing waits for an answer (before `require_if`, which can add to it)."""
    if isinstance(question, Info | Calc | Repeat):
        return False
    if question.required is not None:
        return question.required
    return not question.neutral
