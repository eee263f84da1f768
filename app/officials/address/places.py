"""Facts about places that change how their officers are addressed."""

from __future__ import annotations

from app.officials.address.facts import OfficeFacts

COMMONWEALTHS = frozenset({"KY", "MA", "PA", "VA", "PR", "MP"})
TERRITORIES = frozenset({"GU", "AS", "VI"})
EXCELLENCY_STATES = frozenset({"MA", "NH", "SC"})
ASSEMBLIES = {
    "CA": "California State Assembly",
    "NV": "Nevada Assembly",
    "NJ": "New Jersey General Assembly",
    "NY": "New York State Assembly",
    "WI": "Wisconsin State Assembly",
}
DELEGATES = frozenset({"MD", "VA", "WV"})
AMERICAS = frozenset(
    """Antigua and Barbuda;Argentina;Bahamas;Barbados;Belize;Bolivia;Brazil;Canada;Chile;Colombia;
    Costa Rica;Cuba;Dominica;Dominican Republic;Ecuador;El Salvador;Grenada;Guatemala;Guyana;Haiti;Honduras;Jamaica;
    Mexico;Nicaragua;Panama;Paraguay;Peru;Saint Kitts and Nevis;Saint Lucia;Saint Vincent and the Grenadines;
    Suriname;Trinidad and Tobago;Uruguay;Venezuela""".replace("\n    ", "").split(";")
)


def realm(office: OfficeFacts) -> str:
    """ "State of California", "Commonwealth of Virginia", "Territory of Guam"; empty without a place."""
    if not office.place:
        return ""
    if office.state in COMMONWEALTHS:
        if office.state == "MP":
            return "Commonwealth of the Northern Mariana Islands"
        return f"Commonwealth of {office.place}"
    if office.state == "VI":
        return "United States Virgin Islands"
    if office.state in TERRITORIES:
        return f"Territory of {office.place}"
    return office.place if office.state == "DC" else f"State of {office.place}"


def upper_chamber(office: OfficeFacts) -> str:
    """The state senate's name, from the record or from the state's."""
    if office.body or not office.place:
        return office.body
    if office.state == "NE":
        return "Nebraska Legislature"
    return f"{office.place} State Senate"


def lower_chamber(office: OfficeFacts) -> str:
    """The state house's or assembly's name, from the record or from the state's."""
    if office.body or not office.place:
        return office.body
    if office.state in DELEGATES:
        return f"{office.place} House of Delegates"
    return ASSEMBLIES.get(office.state, f"{office.place} House of Representatives")
