"""Survey answers of customers, kept apart from what shoppers say on visits.

Records of their own: where, when, on which scale, what was answered; never who the customer was. A scale is kept
with each answer and never converted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from tinydb import where

from audit_tui.clock import Clock, iso
from audit_tui.errors import InputError
from audit_tui.i18n import _
from audit_tui.model.checklist import TOUCHPOINTS
from audit_tui.model.survey import CHANNELS, HIGHEST, MAX_COMMENT, SCALES, SurveyResponse, lowest
from audit_tui.model.text import clean
from audit_tui.rules.nps import Opinion
from audit_tui.store.ledgers import SURVEYS
from audit_tui.store.shared import read_table, transaction
from audit_tui.store.workspace import Workspace

_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was typed or read, before it is kept."""

    site: str
    """Id of a site of the registry."""
    day: str
    answer: int
    scale: str = "0-10"
    channel: str = "other"
    touchpoint: str = ""
    comment: str = ""


class SurveyResponses:
    """The survey answers of one workspace, in `surveys.json`."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._path = SURVEYS.path(workspace)
        self._lock = SURVEYS.lock(workspace)
        self._vault = workspace.vault
        self._clock = clock

    def add(self, *given: Given, batch: str = "") -> list[SurveyResponse]:
        """Keep answers, all or none; when this returns, the disk has them.

        `batch` marks those that were taken in together. InputError says what is wrong with the first that is
        none, NotSavedError that the disk refuses.
        """
        made = [self.check(one, batch=batch) for one in given]
        if made:
            with transaction(self._path, self._lock, vault=self._vault) as database:
                table = database.table(SURVEYS.name, cache_size=0)
                if batch and table.contains(where("batch") == batch):
                    raise _taken(batch)
                table.insert_multiple(_document(one) for one in made)
        return made

    def check(self, given: Given, *, batch: str = "") -> SurveyResponse:
        """The response that `given` makes, not kept yet. InputError says what is wrong with it."""
        if given.scale not in SCALES:
            raise InputError(
                "survey.scale",
                _("A scale is one of {scales}, not {scale!r}.").format(
                    scales=", ".join(SCALES), scale=given.scale[:40]
                ),
            )
        low = lowest(given.scale)
        if not low <= given.answer <= HIGHEST:
            raise InputError(
                "survey.answer",
                _("{answer} is no answer on the scale from {low} to {highest}.").format(
                    answer=given.answer, low=low, highest=HIGHEST
                ),
            )
        if given.channel not in CHANNELS:
            raise InputError(
                "survey.channel",
                _("{channel!r} is no channel.").format(channel=given.channel[:40]),
                next_step=_("Choose one of {channels}.").format(channels=", ".join(CHANNELS)),
            )
        if given.touchpoint and given.touchpoint not in TOUCHPOINTS:
            raise InputError(
                "survey.touchpoint",
                _("{touchpoint!r} is no touchpoint.").format(touchpoint=given.touchpoint[:40]),
                next_step=_("Choose one of {touchpoints}, or none.").format(
                    touchpoints=", ".join(TOUCHPOINTS)
                ),
            )
        comment = clean(given.comment)[0].strip()
        if len(comment) > MAX_COMMENT:
            raise InputError(
                "survey.comment",
                _("The comment has {count} characters; {max_comment} are taken.").format(
                    count=len(comment), max_comment=MAX_COMMENT
                ),
            )
        if given.day > iso(self._clock.wall() + _DAY)[:10]:
            raise InputError("survey.day", _("{day} has not come yet.").format(day=given.day))
        try:
            return SurveyResponse(
                id=self._clock.ulid(),
                site=given.site,
                day=given.day,
                scale=given.scale,
                answer=given.answer,
                channel=given.channel,
                touchpoint=given.touchpoint,
                comment=comment,
                batch=batch,
                changed=self._clock.wall(),
            )
        except ValidationError as error:
            fault = error.errors()[0]
            raise InputError("survey.value", f"{fault['loc'][0]}: {fault['msg']}.") from None

    def all(
        self, *, site: str | None = None, since: str = "", until: str = "", scale: str | None = None
    ) -> list[SurveyResponse]:
        """The responses that fit, the last given first. `since` and `until` are dates, both included."""
        responses = [
            SurveyResponse.model_validate(raw) for raw in read_table(self._path, SURVEYS.name, self._vault)
        ]
        found = [
            one
            for one in responses
            if (site is None or one.site.casefold() == site.casefold())
            and one.day >= since
            and (not until or one.day <= until)
            and (scale is None or one.scale == scale)
        ]
        # Of those of one moment the last kept comes first too.
        return sorted(found, key=lambda one: (one.day, one.changed))[::-1]

    def knows(self, batch: str) -> bool:
        """Whether these answers were taken in already."""
        return any(raw.get("batch") == batch for raw in read_table(self._path, SURVEYS.name, self._vault))

    def comment(self, response_id: str, text: str) -> SurveyResponse:
        """Put a comment to a response. InputError where there is none of this id, or the text is too long."""
        text = clean(text)[0].strip()
        if len(text) > MAX_COMMENT:
            raise InputError(
                "survey.comment",
                _("The comment has {count} characters; {max_comment} are taken.").format(
                    count=len(text), max_comment=MAX_COMMENT
                ),
            )
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table(SURVEYS.name, cache_size=0)
            changed = table.update(
                {"comment": text, "changed": self._clock.wall()}, where("id") == response_id
            )
            if not changed:
                raise _unknown(response_id)
            found = table.get(doc_id=changed[0])
        return SurveyResponse.model_validate(dict(found) if isinstance(found, dict) else {})

    def remove(self, ref: str) -> int:
        """Delete a response by its id, or all of one import by its mark; returns how many."""
        with transaction(self._path, self._lock, vault=self._vault) as database:
            table = database.table(SURVEYS.name, cache_size=0)
            gone = table.remove((where("id") == ref.upper()) | (where("batch") == ref.lower())) if ref else []
            if not gone:
                raise _unknown(ref)
        return len(gone)


def opinions(responses: Iterable[SurveyResponse]) -> Sequence[Opinion]:
    """Responses as the rules count them."""
    return [Opinion(one.site, one.day, one.scale, one.answer) for one in responses]


def _document(response: SurveyResponse) -> dict[str, Any]:
    """Without what is empty, and always with its scale."""
    return {name: value for name, value in response.model_dump(mode="json").items() if value != ""}


def _unknown(ref: str) -> InputError:
    return InputError(
        "survey.unknown",
        _("There is no survey response and no import {ref!r}.").format(ref=ref[:40]),
        next_step=_("`audit-tui surveys list` shows them."),
    )


def _taken(batch: str) -> InputError:
    return InputError(
        "survey.twice",
        _("The answers of this file were taken in already."),
        next_step=_("To take them in anew: audit-tui surveys remove {batch}").format(batch=batch),
    )
