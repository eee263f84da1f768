"""Forms of address as pure rules. `form_for(facts)` answers for one person in one capacity on one day."""

from app.officials.address.facts import (
    SOURCES,
    AddressFacts,
    AddressOverride,
    FormOfAddress,
    OfficeFacts,
    Part,
    PersonName,
    PresidentStyle,
    RoleFacts,
    RoleKind,
    StyleOptions,
    Why,
)
from app.officials.address.forms import form_for, forms_for, with_colon
from app.officials.address.joint import joint_salutation
from app.officials.address.postal import postal_lines, split_postal

__all__ = [
    "SOURCES",
    "AddressFacts",
    "AddressOverride",
    "FormOfAddress",
    "OfficeFacts",
    "Part",
    "PersonName",
    "PresidentStyle",
    "RoleFacts",
    "RoleKind",
    "StyleOptions",
    "Why",
    "form_for",
    "forms_for",
    "joint_salutation",
    "postal_lines",
    "split_postal",
    "with_colon",
]
