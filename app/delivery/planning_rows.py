"""One row of the send page: what each channel to an addressee promises, and what stands in the way. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.delivery.models import Dispatch
from app.delivery.planning_checks import Plan
from app.delivery.rules import CHANNEL_WORDS, Channel, DispatchState
from app.letters.models import LetterAddressee
from app.officials.models import ContactPoint
from app.officials.rules import ContactHealth

USABLE = (ContactHealth.GOOD, ContactHealth.UNCHECKED)
# Which channel is offered first: what leaves a trace and reaches the office itself.
_PREFERRED = (Channel.POST, Channel.FAX, Channel.OWN_EMAIL, Channel.WEB_FORM)
_BAD_WORDS = {ContactHealth.FAILING: "failed", ContactHealth.WRONG: "is marked wrong"}


@dataclass(frozen=True)
class Doubt:
    """An earlier dispatch whose outcome nobody knows."""

    dispatch_id: UUID
    day: date


@dataclass(frozen=True)
class Cell:
    """One channel to one addressee. `dispatch` already uses it; `printed`: the envelope has an address."""

    channel: Channel
    contact: ContactPoint | None
    dispatch: Dispatch | None
    doubt: Doubt | None
    printed: bool

    @property
    def state(self) -> DispatchState | None:
        return self.dispatch.state if self.dispatch else None

    @property
    def dispatch_id(self) -> UUID | None:
        return self.dispatch.id if self.dispatch else None

    @property
    def offered(self) -> bool:
        """Whether a dispatch can be planned here. Paper may be sent to an address that failed before."""
        if self.dispatch is not None:
            return False
        if self.channel is Channel.HAND:
            return True
        return self.printed if self.channel is Channel.POST else self._usable

    @property
    def sound(self) -> bool:
        """Whether it can be planned and nothing on file speaks against it."""
        if not self.offered or self.channel is Channel.HAND:
            return self.offered
        return self._usable

    @property
    def _usable(self) -> bool:
        return self.contact is not None and self.contact.health in USABLE

    @property
    def health(self) -> str:
        return self.contact.health.value if self.contact else "none"

    @property
    def checked(self) -> date | None:
        return self.contact.last_checked if self.contact else None

    def plan(self, addressee_id: UUID) -> Plan:
        """The plan that ticking this cell makes."""
        return Plan(addressee_id, self.channel, self.contact.id if self.contact else None)


class Hitch(StrEnum):
    """What may stand in the way of a row; the first two are to be settled before sending."""

    NO_CHANNEL = "no_channel"
    OLD_ADDRESS = "old_address"
    UNKNOWN = "unknown"
    READY = "ready"
    UNDER_WAY = "under_way"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class SendRow:
    """One addressee with a cell for each channel. `moved`: an address on file that is not the printed one."""

    addressee: LetterAddressee
    cells: Mapping[Channel, Cell]
    moved: ContactPoint | None = None

    def key(self, channel: Channel) -> str:
        """The name of a cell's box."""
        return f"{self.addressee.id}:{channel.value}"

    @property
    def under_way(self) -> bool:
        """Whether something is planned or has gone already."""
        return any(cell.dispatch is not None for cell in self.cells.values())

    @property
    def suggestion(self) -> Channel | None:
        """The channel ticked at first: none when something is under way, or when nothing on file works."""
        if self.under_way:
            return None
        return next((c for c in _PREFERRED if self.cells[c].contact and self.cells[c].sound), None)

    def hitch(self, ticked: Collection[str]) -> Hitch:
        """What stands in the way of this row, with these boxes ticked."""
        chosen = [channel for channel in Channel if self.key(channel) in ticked]
        if Channel.POST in chosen and self.moved is not None:
            return Hitch.OLD_ADDRESS
        if any(self.cells[channel].doubt for channel in chosen):
            return Hitch.UNKNOWN
        if chosen:
            return Hitch.READY
        if self.under_way:
            return Hitch.UNDER_WAY
        return Hitch.NO_CHANNEL if self.suggestion is None else Hitch.LEFT_OUT

    def way_out(self, ticked: Collection[str]) -> Channel:
        """The channel to use instead: the first sound one that is not ticked, else by hand."""
        other = (c for c in _PREFERRED if self.key(c) not in ticked and self.cells[c].sound)
        return next((c for c in other if not (c is Channel.POST and self.moved)), Channel.HAND)

    def what_failed(self) -> list[tuple[str, date | None]]:
        """Each channel on file that does not work, in words, with the day it was found."""
        return [
            (f"{CHANNEL_WORDS[channel]} {_BAD_WORDS[cell.contact.health]}", cell.contact.last_checked)
            for channel, cell in self.cells.items()
            if cell.contact is not None and cell.contact.health in _BAD_WORDS
        ]
