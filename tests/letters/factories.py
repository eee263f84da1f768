"""Letters for tests, with everything they stand on. All people are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules import Actor, Role
from app.campaigns.counting import save_fact
from app.campaigns.models import Campaign
from app.campaigns.rules import AnchorDetails, CountRule, FactDetails
from app.campaigns.service import create_campaign
from app.core.clock import utcnow
from app.core.text import fold
from app.demands.models import Demand
from app.letters.drafting import draft_letter
from app.letters.models import Letter
from app.letters.review import approve_letter, submit_letter
from app.letters.signing import ConsentRecord, ask_signatures, record_signature
from app.letters.states import SignatureMethod
from app.officials.models import ContactPoint, Official, Term
from app.officials.rules import ContactKind, OfficeKind, Standing
from app.signatories.models import Letterhead, Signatory
from app.signatories.rules import LetterheadDetails, LetterheadStyle, SignatoryDetails, SignatoryKind
from app.signatories.service import create_letterhead, create_signatory
from tests.campaigns.factories import details, library

LETTER_DATE = date(2023, 1, 4)
SCAN = "0" * 64

BODY = """\
::: opening
((We write)) on the ((day blockade)) for the residents of ((org.city)).
:::

::: facts
[The road has been closed to ordinary traffic since December 12, 2022.]{opinion}
:::

::: position
[Your representative asked the Security Council for free movement on December 20.]{opinion}
:::

::: asks
((We ask)) you to [enforce Section 907]{ask=section-907}.
:::

::: meeting
((We ask)) for a meeting.
:::

::: closing
((We thank)) you, ((recipient.title)) ((recipient.surname)).
:::
"""


@dataclass
class World:
    """What a letter stands on."""

    campaign: Campaign
    demands: dict[str, Demand]
    officials: list[Official]
    signatories: list[Signatory]
    letterhead: Letterhead
    writer: Actor
    approver: Actor
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def demand_ids(self) -> list[UUID]:
        return [self.demands["section-907"].id]


def person(role: Role, name: str, user_id: UUID | None = None) -> Actor:
    """Somebody who acts."""
    return Actor(user_id=user_id, name=name, role=role, at=utcnow(), today=LETTER_DATE, origin="test")


def make_senator(
    session: Session,
    first: str,
    last: str,
    *,
    state: str = "CA",
    address: bool = True,
    end: date | None = None,
    kind: OfficeKind = OfficeKind.SENATOR,
) -> Official:
    """An invented senator with a postal address."""
    made = Official(
        first=first, last=last, full_name=f"{first} {last}", formal_name=f"{first} {last}",
        sort_name=fold(f"{last} {first}"), search_text=fold(f"{first} {last}"), source="test",
    )  # fmt: skip
    session.add(made)
    session.flush()
    term = Term(
        official_id=made.id, kind=kind, title=kind.value.capitalize(), state=state, standing=Standing.ELECTED,
        start=date(2019, 1, 3), end=end or date(2025, 1, 3), source="test",
    )  # fmt: skip
    session.add(term)
    if address:
        lines = ["112 Hart Senate Office Building", "Washington, DC 20510"]
        session.add(
            ContactPoint(
                official_id=made.id,
                kind=ContactKind.POSTAL,
                value=", ".join(lines),
                lines=lines,
                source="test",
            )
        )
    session.flush()
    return made


def make_signatory(
    session: Session, by: Actor, name: str = "Elena Marchetti", title: str = "Mayor"
) -> Signatory:
    """An invented officeholder."""
    return create_signatory(
        session, SignatoryDetails(name, "", title, "City of Arroyo Vista", "", SignatoryKind.OWN), by=by
    )


def make_letterhead(session: Session, by: Actor) -> Letterhead:
    """An invented city's letterhead."""
    lines = ("300 Civic Center Plaza", "Arroyo Vista, California 91000")
    return create_letterhead(
        session,
        LetterheadDetails(
            "City of Arroyo Vista", "Office of the Mayor", lines, "(818) 555-0100", "", "arroyovista.example",
            LetterheadStyle.CLASSIC, "#1c3557",
        ),
        by=by,
    )  # fmt: skip


def make_world(session: Session, *, officials: int = 2, signatories: int = 1) -> World:
    """A campaign with a demand, an anchor, a value, officials, signatories and a letterhead."""
    admin = person(Role.ADMINISTRATOR, "Set-up")
    demands = library(session, admin)
    campaign = create_campaign(
        session,
        details(letter_prefix="AV"),
        [demands["section-907"].id, demands["humanitarian-aid"].id],
        AnchorDetails("blockade", "Road disrupted", date(2022, 12, 12), CountRule.INCLUSIVE),
        by=admin,
    )
    save_fact(session, campaign, FactDetails("org.city", "Arroyo Vista", "City record"), by=admin)
    names = [("Ana", "Ruiz"), ("Óscar", "Limón"), ("Mary", "Van Ness"), ("Jo", "Park")]
    people = [
        ("Elena Marchetti", "Mayor"),
        ("Samuel Ortiz-Bell", "Council President"),
        ("Lee Ann Moss", "Treasurer"),
    ]
    return World(
        campaign=campaign,
        demands=demands,
        officials=[make_senator(session, *names[n % 4]) for n in range(officials)],
        signatories=[make_signatory(session, admin, *people[n]) for n in range(signatories)],
        letterhead=make_letterhead(session, admin),
        writer=person(Role.DRAFTER, "Dana Whitfield"),
        approver=person(Role.APPROVER, "Ruth Castellanos"),
    )


def make_letter(session: Session, world: World, **changes: Any) -> Letter:
    """A draft without problems, by the world's writer."""
    values: dict[str, Any] = {
        "template": "official_letter" if len(world.signatories) == 1 else "joint_letter",
        "letter_date": LETTER_DATE,
        "letterhead_ids": [world.letterhead.id],
        "signatory_ids": [one.id for one in world.signatories],
        "official_ids": [one.id for one in world.officials],
        "demand_ids": world.demand_ids,
        "subject": "The road to Nagorno-Karabakh",
        "body_markdown": BODY,
        "by": world.writer,
    }
    values |= changes
    return draft_letter(session, world.campaign, values.pop("template"), **values)


def consent(**changes: Any) -> ConsentRecord:
    """A consent given by e-mail, with the message on file."""
    values: dict[str, Any] = {
        "method": SignatureMethod.EMAIL,
        "consent_by": "Elena Marchetti",
        "consented_at": datetime.now(UTC),
        "scan_sha256": SCAN,
        "scan_name": "consent.eml",
        "scan_type": "message/rfc822",
    }
    return ConsentRecord(**{**values, **changes})


def approved(session: Session, world: World, letter: Letter) -> Letter:
    """The letter after review."""
    version = submit_letter(session, letter, by=world.writer)
    approve_letter(session, letter, version=version.number, by=world.approver)
    return letter


def signed(session: Session, world: World, letter: Letter) -> Letter:
    """The letter with everybody's consent."""
    approved(session, world, letter)
    ask_signatures(session, letter, by=world.approver)
    for one in world.signatories:
        record_signature(
            session, letter, one.id, consent(consent_by=one.name), version_number=letter.current_version,
            by=world.approver,
        )  # fmt: skip
    return letter
