"""Shared by the tests of the rules of address."""

from __future__ import annotations

from typing import Any, TypeAlias

from app.officials.address import (
    AddressFacts,
    FormOfAddress,
    OfficeFacts,
    PersonName,
    form_for,
)
from app.officials.rules import GenderedForm, OfficeKind

K: TypeAlias = OfficeKind
G: TypeAlias = GenderedForm
JANE = PersonName(given="Jane", middle="Q.", family="Doe")


def address(kind: OfficeKind, gendered: GenderedForm = G.UNKNOWN, **more: Any) -> FormOfAddress:
    office_fields = {k: more.pop(k) for k in ("title", "body", "place", "state", "standing") if k in more}
    office = OfficeFacts(kind, **office_fields)
    name = more.pop("name", JANE)
    return form_for(AddressFacts(name=name, office=office, gendered=gendered, **more))
