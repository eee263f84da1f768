"""Sample values for the gallery. The city, its people and their answers are invented."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

DEMANDS = [
    (
        "Direct humanitarian aid",
        38,
        {"committed": 9, "partly_met": 5, "noncommittal": 4, "refused": 1, "none": 19},
    ),
    (
        "Enforce Section 907",
        34,
        {"committed": 6, "partly_met": 2, "noncommittal": 7, "refused": 3, "none": 16},
    ),
    (
        "Meeting with community leaders",
        38,
        {"committed": 7, "partly_met": 3, "noncommittal": 4, "refused": 2, "none": 22},
    ),
    (
        "Global Magnitsky sanctions review",
        34,
        {"committed": 4, "partly_met": 1, "noncommittal": 8, "refused": 4, "none": 17},
    ),
    (
        "Safe passage for aid flights",
        21,
        {"committed": 2, "partly_met": 1, "noncommittal": 5, "refused": 2, "none": 11},
    ),
]
FUNNEL = [
    {"label": "Planned", "count": 52, "note": "5 still to hand over"},
    {"label": "Handed over", "count": 47, "note": ""},
    {"label": "Accepted", "count": 44, "note": "2 outcome unknown, 1 failed"},
    {"label": "Delivered", "count": 38, "note": "4 in the post, 2 bounced"},
    {"label": "Answered", "count": 19, "note": "19 delivered, no answer"},
]
WEEK = [
    {
        "date": date(2023, 1, 4),
        "today": True,
        "items": [
            {"time": "4:00 PM", "text": "Mail pickup, 6 letters"},
            {"time": "6:00 PM", "text": "Council: Resolution 23-04, first reading"},
        ],
    },
    {"date": date(2023, 1, 5), "items": [{"text": "Brief the board: where we stand"}]},
    {
        "date": date(2023, 1, 6),
        "items": [
            {"time": "5:00 PM", "text": "Coalition sign-on closes"},
            {"text": "Reply promised by Rep. Okonkwo"},
        ],
    },
    {"date": date(2023, 1, 11), "items": [{"text": "Second follow-up to 12 senators"}]},
]
CORRESPONDENCE = [
    {
        "when": "Jan 4",
        "icon": "send",
        "role": "link",
        "title": "Letter AV-2023-02 scheduled",
        "text": "Fax, 4:00 PM",
        "url": "#",
    },
    {
        "when": "Dec 29",
        "icon": "phone",
        "role": "done",
        "title": "Phone, front desk",
        "text": "“The Senator has the letter. Staff will get back.” Noted by Tomas",
        "url": "#",
    },
    {
        "when": "Dec 22",
        "icon": "forum",
        "role": "link",
        "title": "Reply: refused 1, committed 1",
        "text": "Letter, 1 page",
        "quote": "“The waiver serves border security.”",
        "url": "#",
    },
    {
        "when": "Dec 21",
        "icon": "check_circle",
        "role": "done",
        "title": "Letter AV-2022-31 delivered",
        "text": "Fax, report saved 1:12 PM",
        "url": "#",
    },
]
OUTLINE = [
    {"title": "Letterhead", "note": "City of Arroyo Vista", "url": "#s1", "state": "complete"},
    {"title": "Salutation", "url": "#s2", "state": "complete"},
    {"title": "Opening", "note": "46 words", "url": "#s3", "state": "complete"},
    {"title": "Facts", "note": "1 check blocks review", "url": "#s4", "state": "blocked", "current": True},
    {"title": "U.S. position", "note": "1 check to consider", "url": "#s5", "state": "consider"},
    {"title": "Asks", "note": "4 asks, numbered", "url": "#s6", "state": "complete"},
    {"title": "Copies", "note": "None, leaves no gap", "url": "#s7", "state": "empty"},
]
CHECKS = [
    {
        "level": "blocks",
        "title": "Missing: meeting deadline",
        "text": "Meeting request. Needed for all 14 recipients.",
        "url": "#a",
    },
    {
        "level": "blocks",
        "title": "Term ended: Sen. Paul Delacroix",
        "text": "Left office Jan 3, 2023. Replace or remove.",
        "url": "#b",
    },
    {
        "level": "consider",
        "title": "Mixed voice: “I welcome”",
        "text": "Two signatories, so the letter says “we”.",
        "url": "#c",
    },
]
PAGE = SimpleNamespace(items=[], total=682, page=3, size=50, pages=14)


def job(state: str, **more: object) -> SimpleNamespace:
    """Something like a background job."""
    values = {
        "id": f"job-{state}",
        "state": state,
        "done": 120,
        "total": 537,
        "message": "Reading rows",
        "error": "",
    }
    return SimpleNamespace(**{**values, **more})
