"""Everything that a letter's words draw on, in a constant number of SELECTs for any number of copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.mailing import public_address
from app.accounts.models import Organisation
from app.accounts.queries import organisation
from app.campaigns.models import Campaign, PositionRecord
from app.campaigns.queries import anchors_of, fact_values
from app.campaigns.queries_positions import current_positions
from app.campaigns.rules import CountRule
from app.demands.models import Demand, DemandRevision
from app.demands.queries import current_revisions
from app.evidence.queries import claim_facts
from app.evidence.rules import ClaimFact
from app.letters.acts import acts_of
from app.letters.addressees import Addressed, addressee
from app.letters.contexts import CopyFacts, LetterFacts, citations_in, content_of_text, context_of, wording
from app.letters.fields import Anchor, DemandWording, EarlierLetter
from app.letters.models import Letter, LetterAddressee, LetterDemand, LetterSignatory, LetterVersion
from app.letters.queries_checks import surroundings
from app.letters.queries_templates import template_of
from app.letters.states import AddresseeRole
from app.officials.queries_facts import official_facts
from app.signatories.queries import letterheads_by_id, signatories_by_id


def gather(
    session: Session, letter: Letter, also: Iterable[str] = (), *, first_only: bool = False
) -> LetterFacts:
    """About twenty-five SELECTs for any number of copies. Offices are those held on the letter's date.

    Claims are those that the current version cites; `also` names more, which a text not yet saved may cite
    (`contexts.citations_in`). `first_only`: no copy but the first.
    """
    session.flush()
    signing = tuple(
        session.scalars(
            sa.select(LetterSignatory)
            .where(LetterSignatory.letter_id == letter.id)
            .order_by(LetterSignatory.lead.desc(), LetterSignatory.position)
        )
    )
    heads = letterheads_by_id(session, [UUID(one) for one in letter.letterhead_ids])
    own = organisation(session)
    campaign = session.get_one(Campaign, letter.campaign_id)
    facts = LetterFacts(
        letter=letter,
        campaign=campaign,
        organisation=own,
        template=template_of(session, letter),
        copies=(),
        rows=signing,
        people=signatories_by_id(session, [row.signatory_id for row in signing]),
        letterheads=tuple(heads[UUID(one)] for one in letter.letterhead_ids if UUID(one) in heads),
        demands=_demands(session, letter.id),
        anchors=_anchors(session, letter.campaign_id),
        values={**_own_values(own, campaign), **fact_values(session, letter.campaign_id)},
        earlier=_earlier(session, letter.earlier_letter_id),
        claims=_claims(session, letter, also),
        public_address=public_address(session),
        around=surroundings(session, letter),
    )
    if not facts.template.addressed:
        # To the public: one paper that addresses nobody.
        return replace(facts, copies=(CopyFacts(1, (), (), context_of("1", facts, ())),))
    rows = addressee_rows(session, letter.id)
    if first_only:
        rows = [row for row in rows if row.copy_no == rows[0].copy_no]
    return replace(facts, copies=_copies(session, facts, rows))


def addressee_rows(session: Session, letter_id: UUID) -> Sequence[LetterAddressee]:
    """Who is on which copy, in order."""
    return session.scalars(
        sa.select(LetterAddressee)
        .where(LetterAddressee.letter_id == letter_id)
        .order_by(LetterAddressee.copy_no, LetterAddressee.position)
    ).all()


def _copies(session: Session, facts: LetterFacts, rows: Sequence[LetterAddressee]) -> tuple[CopyFacts, ...]:
    ids = [row.official_id for row in rows]
    if not ids:
        return ()
    known = official_facts(session, ids, facts.letter.letter_date)
    # A merged record stands for the one that took over.
    moved = {id: found.merged_into_id for id, found in known.items() if found.merged_into_id}
    if moved:
        known |= official_facts(session, list(moved.values()), facts.letter.letter_date)
    people = {
        row.id: Addressed(known[moved.get(row.official_id, row.official_id)], row.capacity) for row in rows
    }
    wanted = {person.facts.id for person in people.values()}
    stands = current_positions(session, facts.letter.campaign_id, official_ids=wanted)
    slugs = _demand_slugs(session) if stands else {}
    acts = acts_of(session, facts.letter.campaign_id, wanted)
    by_copy: dict[int, list[LetterAddressee]] = {}
    for row in rows:
        by_copy.setdefault(row.copy_no, []).append(row)
    copies = []
    for number, some in by_copy.items():
        main = tuple(people[row.id] for row in some if row.role is not AddresseeRole.CC)
        copied = tuple(people[row.id] for row in some if row.role is AddresseeRole.CC)
        addressees = tuple(
            addressee(person, _positions(stands, slugs, person), acts.get(person.facts.id, frozenset()))
            for person in main
        )
        copies.append(CopyFacts(number, main, copied, context_of(str(number), facts, addressees)))
    return tuple(copies)


def _positions(
    stands: Mapping[tuple[UUID, UUID], PositionRecord], slugs: Mapping[UUID, str], person: Addressed
) -> dict[str, str]:
    return {
        slugs[demand_id]: stands[person.facts.id, demand_id].position.value
        for demand_id in slugs
        if (person.facts.id, demand_id) in stands
    }


def _own_values(own: Organisation, campaign: Campaign) -> dict[str, str]:
    """What the organisation's own record says; a campaign's value of the same name goes first."""
    city, _, state = own.city_line.partition(",")
    values = {
        "org.name": own.name,
        "org.city": city.strip(),
        "org.state": state.strip(),
        "org.population": f"{own.population:,}" if own.population else "",
        "campaign.goal": campaign.goal,
    }
    return {name: value for name, value in values.items() if value}


def _demands(session: Session, letter_id: UUID) -> tuple[DemandWording, ...]:
    rows = session.execute(
        sa.select(Demand.slug, DemandRevision)
        .join(LetterDemand, LetterDemand.demand_id == Demand.id)
        .join(DemandRevision, DemandRevision.id == LetterDemand.revision_id)
        .where(LetterDemand.letter_id == letter_id)
        .order_by(LetterDemand.position)
    )
    return tuple(wording(row[0], row[1]) for row in rows)


def wordings_in_force(session: Session, letter_id: UUID) -> tuple[DemandWording, ...]:
    """What the letter asks in the wordings in force now, which `repin_demands` would take up."""
    rows = session.execute(
        sa.select(Demand.id, Demand.slug)
        .join(LetterDemand, LetterDemand.demand_id == Demand.id)
        .where(LetterDemand.letter_id == letter_id)
        .order_by(LetterDemand.position)
    ).all()
    revisions = current_revisions(session, [row.id for row in rows])
    return tuple(wording(row.slug, revisions[row.id]) for row in rows)


def _claims(session: Session, letter: Letter, also: Iterable[str]) -> dict[str, ClaimFact]:
    stored = session.scalar(
        sa.select(LetterVersion.content).where(
            LetterVersion.letter_id == letter.id, LetterVersion.number == letter.current_version
        )
    )
    cited = citations_in(content_of_text(stored).tree) if stored else ()
    wanted = {*cited, *also}
    return claim_facts(session, wanted) if wanted else {}


def _demand_slugs(session: Session) -> dict[UUID, str]:
    return {row.id: row.slug for row in session.execute(sa.select(Demand.id, Demand.slug))}


def _anchors(session: Session, campaign_id: UUID) -> tuple[Anchor, ...]:
    return tuple(
        Anchor(row.name, row.label, row.day, row.rule is CountRule.INCLUSIVE)
        for row in anchors_of(session, campaign_id)
    )


def _earlier(session: Session, letter_id: UUID | None) -> EarlierLetter | None:
    found = session.get(Letter, letter_id) if letter_id else None
    if found is None:
        return None
    subject = session.scalar(
        sa.select(LetterVersion.subject).where(
            LetterVersion.letter_id == found.id, LetterVersion.number == found.current_version
        )
    )
    return EarlierLetter(found.letter_date, found.number, subject or "")
