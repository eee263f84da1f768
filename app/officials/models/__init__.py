"""Tables of the officials room: people, offices, committees, ways to reach them, imports, segments."""

from app.officials.models.committees import Committee, CommitteeMembership, LeadershipRole
from app.officials.models.imports import FieldMark, ImportChange, ImportRun, OfficialMerge
from app.officials.models.offices import Body, Jurisdiction, Seat, Term
from app.officials.models.people import AddressOverride, ContactPoint, ExternalId, Official
from app.officials.models.segments import Segment
from app.officials.models.style import AddressStyle

__all__ = [
    "AddressOverride",
    "AddressStyle",
    "Body",
    "Committee",
    "CommitteeMembership",
    "ContactPoint",
    "ExternalId",
    "FieldMark",
    "ImportChange",
    "ImportRun",
    "Jurisdiction",
    "LeadershipRole",
    "Official",
    "OfficialMerge",
    "Seat",
    "Segment",
    "Term",
]
