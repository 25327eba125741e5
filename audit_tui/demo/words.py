"""What the demo's auditors wrote: notes, reasons, quotations and corrective actions, by question.

A question that is not named here gets a general sentence, so new content needs no word from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit_tui.model.audit import Box, Cause

FAILED: Mapping[str, tuple[str, ...]] = {
    "phone.answered": ("Three attempts, ten rings each. Nobody picked up, no announcement.",),
    "phone.accuracy": (
        "The price named on the telephone was not the one on the website.",
        "The opening hours on Saturday were left out.",
    ),
    "phone.tone": ("Short answers, a sigh before the price was named.",),
    "phone.solved": ("I was to call again 'some time next week'. No date, no name of a department.",),
    "parking.sign": ("The pole at the entrance stands without its sign; I drove past it once.",),
    "parking.walk": ("A puddle across the whole path to the door, and leaves on the ramp.",),
    "parking.bays_accessible": ("Counted twice: there are fewer accessible bays than the rule demands.",),
    "parking.accessible_blocked": (
        "Pallets with goods for the store stood across the first accessible bay for the whole visit.",
    ),
    "parking.step_free": ("A kerb of about 8 cm between the accessible bays and the door.",),
    "parking.staff_tone": ("The guard answered without looking up from his telephone.",),
    "reception.greet_s": ("Two employees talked behind the desk; nobody looked up.",),
    "reception.served_s": ("One of three desks was open, with people waiting to the door.",),
    "reception.room": ("Paper on the floor, and a notice of last spring torn at the corner.",),
    "reception.knowledge": ("I was told the item could not be ordered; the website offers it.",),
    "reception.friendly": ("Polite words, but said to the screen and not to me.",),
    "reception.settled": ("'Come again when the manager is here.' When that would be, nobody knew.",),
    "delivery.called": ("No call and no message; the bell was the first sign of the courier.",),
    "delivery.delivered": ("The goods came on another day than agreed.",),
    "delivery.late_min": ("The window ended before the courier rang.",),
    "delivery.cold_min": ("The cool bag was warm to the touch.",),
    "delivery.courier_manner": ("The parcel was put down hard and pushed over the doorstep.",),
    "delivery.place": ("The parcel stood at the gate, in sight of the street.",),
    "delivery.intact": ("One corner is crushed and torn open; the filling shows.",),
    "delivery.complete": ("The second item of the list was missing; nothing said so.",),
}
"""Notes on failed items."""

FAILED_GENERALLY = (
    "Looked for it twice and did not find it.",
    "Not as the standard asks; seen by the auditor directly.",
    "The employee did not do this although there was time.",
)

PRAISE: Mapping[str, tuple[str, ...]] = {
    "phone.tone": ("A warm voice; one could hear the smile.",),
    "phone.solved": ("Order changed during the call, confirmed by message a minute later.",),
    "parking.staff_ack": ("Nodded from afar and held the door.",),
    "reception.friendly": ("Walked with me to the shelf instead of pointing.",),
    "delivery.courier_manner": ("Asked where to put the box and carried it inside.",),
}
"""Notes on items at full points."""

PRIVATE: Mapping[str, str] = {
    "phone.tone": "Same voice as on the last two visits; says 'bear with me' every time.",
    "parking.staff_tone": "Stood near the left door, grey jacket. For the coordinator only.",
    "reception.friendly": "The person at desk two; the others were kind.",
    "delivery.courier_manner": "Number of the van is in my notebook.",
}
"""Private notes: they never leave the store."""

QUOTES: Mapping[str, tuple[str, ...]] = {
    "phone.quote": (
        "'Let me look that up for you, one moment please.'",
        "'You would have to ask the other department about that.'",
        "A wish: to be told the waiting time at the beginning.",
    ),
    "parking.heard": (
        "A customer: 'Every time there is something standing in that bay.'",
        "A wish: a roof over the trolleys.",
    ),
    "reception.heard": (
        "A mother to another: 'Here the children at least have a corner.'",
        "A customer in the queue: 'They could open a second desk.'",
    ),
    "delivery.quote": ("'I will put it wherever you like.'", "'Sign here, I am in a hurry.'"),
}

NOT_APPLICABLE: Mapping[str, str] = {
    "phone.adapts": "The first answer suited; the scenario gave no occasion.",
    "phone.next_step": "Everything was settled during the call.",
    "parking.light_lx": "No light meter at hand.",
    "parking.staff_help": "Asking would have given the visit away.",
    "reception.by_name": "The name was never known.",
    "reception.adapts": "The first proposal suited.",
    "delivery.call_min": "The message carried no time.",
    "delivery.cold_min": "The packing time is printed nowhere.",
}
NOT_OBSERVED = ("The view was blocked at that moment.", "I was called away and could not watch it.")

ABORTED = "The store was closed for a water leak; the visit ended in the waiting area."
ABANDONED = "Begun for the wrong store; the call was repeated under a new audit."


@dataclass(frozen=True, slots=True)
class Remedy:
    """A corrective action as an auditor proposes it; `days` until it is due, `cause` as open visits record it."""

    what: str
    owner: str
    days: int
    verify: str
    cause: Cause


REMEDIES: Mapping[str, Remedy] = {
    "phone.answered": Remedy(
        "Man the line during the published hours; switch on the announcement outside them.",
        "Customer service",
        14,
        "Five test calls on five days",
        "staffing",
    ),
    "phone.solved": Remedy(
        "Give the telephone team the right to change an order, and a list of whom to ask by when.",
        "Customer service",
        30,
        "Repeat of the same scenario by telephone",
        "process",
    ),
    "parking.sign": Remedy(
        "Put the sign back on its pole.", "Facilities", 14, "Photo of the sign", "premises"
    ),
    "parking.bays_accessible": Remedy(
        "Mark the missing accessible bays next to the door.",
        "Facilities",
        60,
        "Count on the next visit",
        "premises",
    ),
    "parking.accessible_blocked": Remedy(
        "Move the pallets; mark a place for deliveries and brief the drivers.",
        "Store manager",
        7,
        "Unannounced look at three delivery times",
        "supplier",
    ),
    "parking.step_free": Remedy(
        "Lower the kerb at the bays.", "Facilities", 90, "Walk with a wheelchair", "premises"
    ),
    "phone.hold_s": Remedy(
        "A second person takes calls between eleven and two.",
        "Store manager",
        30,
        "Ten test calls",
        "staffing",
    ),
    "phone.wait_s": Remedy(
        "Let calls go on to the office after three rings.", "IT", 21, "Ten test calls", "equipment"
    ),
    "phone.next_step": Remedy(
        "Say who calls back when, and keep a list of promised calls.",
        "Store manager",
        14,
        "Look through the list on two days",
        "process",
    ),
    "parking.walk": Remedy(
        "Keep the way from the bays to the door clear, level and lit.",
        "Facilities",
        30,
        "Photo of the way on two evenings",
        "premises",
    ),
    "parking.free_bays": Remedy(
        "Staff park behind the building.", "Store manager", 14, "Count on two Saturdays", "process"
    ),
    "parking.bay_marked": Remedy("Paint the bays again.", "Facilities", 60, "Photo of the bays", "supplier"),
    "parking.bay_width_m": Remedy(
        "Paint the bays at their full width.", "Facilities", 60, "Measure three bays", "premises"
    ),
    "reception.told_wait": Remedy(
        "A second desk opens when three people wait.",
        "Store manager",
        21,
        "Count on two Saturdays",
        "staffing",
    ),
    "reception.settled": Remedy(
        "Nobody is sent away without a date: agree who decides when the manager is out.",
        "Store manager",
        21,
        "Mystery visit with the same scenario",
        "process",
    ),
    "delivery.delivered": Remedy(
        "Tell customers the new day the evening before.", "Logistics", 30, "Two test orders", "supplier"
    ),
    "delivery.intact": Remedy(
        "Use cartons of the right size with corner protection; check them at the gate.",
        "Logistics",
        30,
        "Two test orders of fragile goods",
        "equipment",
    ),
}
REMEDY_GENERALLY = Remedy(
    "Go through the standard with the team and practise it.", "Store manager", 30, "Next visit", "training"
)

SCENES_FAILED: Mapping[str, str] = {
    "phone.wait_s": "phone_display",
    "parking.sign": "missing_sign",
    "parking.accessible_blocked": "blocked_bay",
    "reception.room": "untidy_room",
    "delivery.intact": "torn_parcel",
}
"""The drawing that shows a failed item."""

SCENES: Mapping[str, str] = {
    "parking.sign_photo": "street_sign",
    "reception.room_photo": "reception",
    "delivery.parcel_photo": "parcel",
}
"""The drawing that answers a photo question."""

MASKS: Mapping[str, tuple[Box, ...]] = {
    "parcel": ((45, 60, 12, 12),),
    "torn_parcel": ((45, 60, 12, 12),),
    "reception": ((45, 36, 14, 12),),
}
"""What is masked of a drawing before it is published, in percent: the address on a parcel, a screen at a desk."""

CONCLUSIONS = {
    True: "The store meets the service standards. What was found is small and can be put right within the month.",
    False: "The store does not meet the service standards yet. The findings listed first cost customers most; "
    "a follow-up visit is proposed after the corrective actions.",
    None: "The visit gives no verdict; what was seen is described in the findings.",
}
DIVERGING = "The store manager notes that the delivery bay was closed by the landlord during that week."


FIELD_NOTES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "2026-09-14",
        "HARBOUR",
        "parking",
        "complaint",
        "There is never a trolley at the far end of the car park.",
    ),
    ("2026-09-16", "MEADOW", "reception", "wish", "A bench by the door for those who wait for their lift."),
    ("2026-09-16", "MEADOW", "parking", "complaint", "The accessible bay is full of pallets again."),
    ("2026-09-23", "TERMINAL", "phone", "complaint", "I called three times before anybody picked up."),
    ("2026-09-23", "TERMINAL", "delivery", "wish", "A message half an hour before the courier comes."),
    ("2026-10-02", "LAKESIDE", "delivery", "wish", "Take the old cartons back on the next round."),
    ("2026-10-05", "OLD-TOWN", "reception", "complaint", "Nobody told us how long it would take."),
    ("2026-10-21", "HARBOUR", "prices", "complaint", "The price at the till was not the one on the shelf."),
    ("2026-11-04", "HARBOUR", "phone", "wish", "Tell me my place in the queue."),
)
"""Day, site, touchpoint, kind and what the customer said."""
