"""Words and rules of the officials room: offices, standing, and who held what on which day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OfficeKind(StrEnum):
    """What kind of office a seat or a term is. Titles are kept beside it as styled."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    CABINET_SECRETARY = "cabinet_secretary"
    AMBASSADOR = "ambassador"
    SENATOR = "senator"
    REPRESENTATIVE = "representative"
    DELEGATE = "delegate"
    RESIDENT_COMMISSIONER = "resident_commissioner"
    GOVERNOR = "governor"
    LIEUTENANT_GOVERNOR = "lieutenant_governor"
    ATTORNEY_GENERAL = "attorney_general"
    SECRETARY_OF_STATE = "secretary_of_state"
    CHIEF_ELECTION_OFFICER = "chief_election_officer"
    AUDITOR = "auditor"
    TREASURER = "treasurer"
    STATE_SENATOR = "state_senator"
    STATE_REPRESENTATIVE = "state_representative"
    ASSEMBLY_MEMBER = "assembly_member"
    STATE_DELEGATE = "state_delegate"
    MAYOR = "mayor"
    COUNCIL_PRESIDENT = "council_president"
    COUNCIL_MEMBER = "council_member"
    COUNTY_OFFICIAL = "county_official"
    HEAD_OF_STATE = "head_of_state"
    HEAD_OF_GOVERNMENT = "head_of_government"
    FOREIGN_AMBASSADOR = "foreign_ambassador"
    SECRETARY_GENERAL = "secretary_general"
    OTHER = "other"


CONGRESS_KINDS = frozenset(
    {
        OfficeKind.SENATOR,
        OfficeKind.REPRESENTATIVE,
        OfficeKind.DELEGATE,
        OfficeKind.RESIDENT_COMMISSIONER,
    }
)
STATE_LEGISLATOR_KINDS = frozenset(
    {
        OfficeKind.STATE_SENATOR,
        OfficeKind.STATE_REPRESENTATIVE,
        OfficeKind.ASSEMBLY_MEMBER,
        OfficeKind.STATE_DELEGATE,
    }
)


class Level(StrEnum):
    """Where a jurisdiction stands."""

    FEDERAL = "federal"
    STATE = "state"
    LOCAL = "local"
    FOREIGN = "foreign"
    INTERNATIONAL = "international"


class BodyKind(StrEnum):
    """What a body is to its jurisdiction."""

    UPPER = "upper"
    LOWER = "lower"
    LEGISLATURE = "legislature"
    EXECUTIVE = "executive"
    COUNCIL = "council"
    OTHER = "other"


class Standing(StrEnum):
    """How the holder came to, or stands to, the office. `unconfirmed`: nobody has checked."""

    ELECTED = "elected"
    APPOINTED = "appointed"
    SUCCEEDED = "succeeded"
    ACTING = "acting"
    ELECT = "elect"
    FORMER = "former"
    UNCONFIRMED = "unconfirmed"


class EndKind(StrEnum):
    """What the end day of a term means.

    `fixed`: the term ends at the close of that day. `until_successor`: an appointee whose seat goes to a
    special election; the end day is the election, and the appointee stays until somebody succeeds.
    `listed`: a source of poor freshness still lists the holder; once past, the office needs confirming.
    `open`: no end is set. `unknown`: over or not, nobody recorded when.
    """

    FIXED = "fixed"
    UNTIL_SUCCESSOR = "until_successor"
    LISTED = "listed"
    OPEN = "open"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How exactly a day is known; a month or a year is stored as its first day (starts) or last (ends)."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class TermStatus(StrEnum):
    """Where a term stands on a given day."""

    UPCOMING = "upcoming"
    CURRENT = "current"
    UNCONFIRMED = "unconfirmed"
    FORMER = "former"


class GenderedForm(StrEnum):
    """The published or stated preference for Mr., Ms. or Mx. Never guessed from a name."""

    UNKNOWN = "unknown"
    MR = "mr"
    MS = "ms"
    MX = "mx"
    NONE = "none"


class CommitteeRole(StrEnum):
    """A seat on a committee; the title as styled is kept beside it."""

    CHAIR = "chair"
    RANKING_MEMBER = "ranking_member"
    VICE_CHAIR = "vice_chair"
    COCHAIR = "cochair"
    EX_OFFICIO = "ex_officio"
    MEMBER = "member"


class Side(StrEnum):
    """Majority or minority of the chamber (not a party's name)."""

    MAJORITY = "majority"
    MINORITY = "minority"
    NONE = "none"


class ContactKind(StrEnum):
    """The ways to reach an official."""

    EMAIL = "email"
    POSTAL = "postal"
    FAX = "fax"
    PHONE = "phone"
    WEB_FORM = "web_form"
    WEBSITE = "website"


class ContactHealth(StrEnum):
    """Whether the contact point works."""

    UNCHECKED = "unchecked"
    GOOD = "good"
    FAILING = "failing"
    WRONG = "wrong"


class ImportState(StrEnum):
    """An import's life: see `IMPORT_MOVES`."""

    PREPARING = "preparing"
    PREPARED = "prepared"
    REFUSED = "refused"
    APPLIED = "applied"
    UNDONE = "undone"
    DISCARDED = "discarded"


IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.PREPARING: frozenset({ImportState.PREPARED, ImportState.REFUSED}),
    ImportState.PREPARED: frozenset({ImportState.APPLIED, ImportState.REFUSED, ImportState.DISCARDED}),
    ImportState.REFUSED: frozenset(),
    ImportState.APPLIED: frozenset({ImportState.UNDONE}),
    ImportState.UNDONE: frozenset(),
    ImportState.DISCARDED: frozenset(),
}


class ImportAction(StrEnum):
    """What an import would do, or did, with one record."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    CONFLICT = "conflict"
    REFUSED = "refused"
    NOTE = "note"


@dataclass(frozen=True)
class TermFacts:
    """What the rules need to know of a term.

    `succeeded_on`: the first day of a later holder of the same seat, or None while there is none.
    `left_by`: the day on which a complete roster no longer listed the holder.
    Days are inclusive: a term that ends on the 3rd is held on the 3rd.
    """

    start: date | None = None
    end: date | None = None
    end_kind: EndKind = EndKind.FIXED
    standing: Standing = Standing.ELECTED
    confirmed_on: date | None = None
    left_by: date | None = None
    succeeded_on: date | None = None


def term_status(term: TermFacts, day: date) -> TermStatus:
    """Where `term` stands on `day`.

    An appointee until a special election is current past the end day until somebody succeeds.
    A holder whose listed end has passed is unconfirmed unless somebody confirmed it after that end.
    """
    if term.standing is Standing.FORMER or (term.left_by is not None and term.left_by <= day):
        return TermStatus.FORMER
    if term.start is not None and term.start > day:
        return TermStatus.UPCOMING
    if term.end is None:
        return _without_end(term, day)
    if term.end >= day:
        return TermStatus.UNCONFIRMED if _unchecked(term, day) else TermStatus.CURRENT
    return _past_end(term, term.end, day)


def _without_end(term: TermFacts, day: date) -> TermStatus:
    if term.end_kind is EndKind.UNKNOWN or _unchecked(term, day):
        return TermStatus.UNCONFIRMED
    return TermStatus.CURRENT


def _past_end(term: TermFacts, end: date, day: date) -> TermStatus:
    if term.end_kind not in (EndKind.UNTIL_SUCCESSOR, EndKind.LISTED):
        return TermStatus.FORMER
    if term.succeeded_on is not None and term.succeeded_on <= day:
        return TermStatus.FORMER
    if term.end_kind is EndKind.UNTIL_SUCCESSOR:
        return TermStatus.CURRENT
    confirmed = term.confirmed_on is not None and end < term.confirmed_on <= day
    return TermStatus.CURRENT if confirmed else TermStatus.UNCONFIRMED


def _unchecked(term: TermFacts, day: date) -> bool:
    if term.standing is not Standing.UNCONFIRMED:
        return False
    return term.confirmed_on is None or term.confirmed_on > day


def held_on(term: TermFacts, day: date) -> bool:
    """Whether the office was certainly held on `day` (inclusive at both ends)."""
    return term_status(term, day) is TermStatus.CURRENT


def succeeds(later: TermFacts, earlier: TermFacts) -> bool:
    """Whether `later`, a term in the same seat, follows `earlier`.

    Starts decide where both are known; sources often give only ends, which decide otherwise.
    """
    if later.start is not None and earlier.start is not None:
        return later.start > earlier.start
    if later.end is not None and earlier.end is not None:
        return later.end > earlier.end
    if later.start is not None and earlier.end is not None:
        return later.start >= earlier.end
    return False


_ROLE_WORDS = (
    ("ranking", CommitteeRole.RANKING_MEMBER),
    ("ex officio", CommitteeRole.EX_OFFICIO),
    ("vice", CommitteeRole.VICE_CHAIR),
    ("cochair", CommitteeRole.COCHAIR),
    ("co-chair", CommitteeRole.COCHAIR),
    ("chair", CommitteeRole.CHAIR),
)


def committee_role(title: str) -> CommitteeRole:
    """The role behind a title as styled: "Chairwoman" is a chair, "Ex Officio" sits ex officio."""
    words = title.casefold()
    return next((role for word, role in _ROLE_WORDS if word in words), CommitteeRole.MEMBER)
