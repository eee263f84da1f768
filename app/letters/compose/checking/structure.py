"""Of the copy as addressed, and of what is in the letter and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.letters.compose.checking import quoting
from app.letters.compose.problems import Code, Problem, Severity
from app.letters.compose.surroundings import Surroundings
from app.letters.fields import Addressee, Context, TermOnDate, listed, long_date
from app.letters.tree import Doc, Section


def of_copy(context: Context) -> Iterator[Problem]:
    """Of the addressees and signatories."""
    if not context.addressees and context.expects.addressee:
        yield Problem(
            Code.NO_ADDRESSEE, "The letter addresses nobody", "Choose a recipient.", copy=context.copy
        )
    for addressee in context.addressees:
        yield from _of_term(addressee, context)
        yield from _of_reach(addressee, context)
    yield from _of_signatories(context)


def of_whole(
    doc: Doc, resolved: Doc, asks: Sequence[str], context: Context, around: Surroundings
) -> Iterator[Problem]:
    """Of what is there and what is not, once the fields are resolved."""
    if not any(section.blocks for section in resolved.sections):
        yield Problem(Code.NO_TEXT, "The letter has no text", "Write it, or start from a template.")
        return
    for written, shown in zip(doc.sections, resolved.sections, strict=True):
        if not shown.blocks:
            yield _empty(written, context)
    present = {section.role for section in doc.sections}
    for role in context.expects.sections:
        if role not in present:
            mend = f"Add the section “{role.label}”."
            yield Problem(Code.MISSING_SECTION, f"There is no section “{role.label}”", mend)
    yield from _of_demands(asks, context, around)
    if context.expects.quotes_sealed:
        yield from quoting.check(resolved, around.sealed_words)
    yield from _cannot_grant(asks, context, around)


def _of_term(addressee: Addressee, context: Context) -> Iterator[Problem]:
    day = long_date(context.letter_date)
    mend = "Replace or remove the recipient, or correct the term."
    when = f" ({long_date(addressee.term_day)})" if addressee.term_day else ""
    terms = {
        TermOnDate.ENDED: f"Term ended{when}: {addressee.name}",
        TermOnDate.NOT_YET: f"Term not begun on {day}{when}: {addressee.name}",
        TermOnDate.NONE: f"Holds no office on {day}: {addressee.name}",
    }
    if addressee.term in terms:
        yield Problem(Code.NO_TERM, terms[addressee.term], mend, copy=context.copy)
    elif addressee.term is TermOnDate.UNCONFIRMED:
        message = f"Office not confirmed: {addressee.name}"
        check = "Check that they still hold it, and confirm the term."
        yield Problem(Code.TERM_UNCONFIRMED, message, check, Severity.CONSIDER, copy=context.copy)
    if addressee.standing in ("acting", "elect"):
        message = f"{addressee.standing.capitalize()}: {addressee.name}"
        mend = (
            "An acting holder is not “The Honorable” unless elected or confirmed to another office."
            if addressee.standing == "acting"
            else "Until sworn in, the salutation is the earlier one, and the office cannot act yet."
        )
        yield Problem(
            Code.ACTING_OR_ELECT,
            message,
            f"{mend} Look at the form of address.",
            Severity.CONSIDER,
            copy=context.copy,
        )


def _of_reach(addressee: Addressee, context: Context) -> Iterator[Problem]:
    if not addressee.address:
        severity = Severity.BLOCKS if context.expects.address else Severity.CONSIDER
        message = f"No postal address: {addressee.name}"
        yield Problem(Code.NO_ADDRESS, message, "Add one to the official.", severity, copy=context.copy)
    if not addressee.salutation:
        message = f"No salutation: {addressee.name}"
        yield Problem(Code.NO_SALUTATION, message, "Set the form of address.", copy=context.copy)
    if not addressee.reachable:
        message = f"No way to reach {addressee.name}"
        mend = (
            "No postal address, email address, fax number or web form that works is on file. Add one, or plan "
            "to hand the letter over."
        )
        yield Problem(Code.NO_CHANNEL, message, mend, Severity.CONSIDER, copy=context.copy)


def _of_signatories(context: Context) -> Iterator[Problem]:
    number, expects = len(context.signatories), context.expects
    if number < expects.signatories_min:
        need = "a signatory" if expects.signatories_min == 1 else f"{expects.signatories_min} signatories"
        yield Problem(Code.NO_SIGNATORY, f"The letter needs {need}", "Choose who signs.")
    if expects.signatories_max is not None and number > expects.signatories_max:
        message = f"{number} signatories, and this kind of letter has at most {expects.signatories_max}"
        yield Problem(Code.TOO_MANY_SIGNATORIES, message, "Remove some, or use another template.")


def _empty(section: Section, context: Context) -> Problem:
    if section.blocks:  # variants, and none of them is for this copy
        message = f"For this recipient the section “{section.role.label}” is empty"
        mend = "Add text for them, if they should read something here."
        return Problem(Code.EMPTY_SECTION, message, mend, Severity.CONSIDER, section.id, copy=context.copy)
    # A section that the template only suggests leaves no gap; one that it needs holds the letter up.
    optional = bool(context.expects.sections) and section.role not in context.expects.sections
    severity = Severity.CONSIDER if optional else Severity.BLOCKS
    message = f"The section “{section.role.label}” is empty"
    return Problem(Code.EMPTY_SECTION, message, "Write it, or remove it.", severity, section.id)


def _of_demands(asks: Sequence[str], context: Context, around: Surroundings) -> Iterator[Problem]:
    if context.expects.demand and not asks:
        message = "The letter asks for nothing"
        mend = "Insert a demand, or mark the words that ask for it as an ask."
        yield Problem(Code.NO_DEMAND, message, mend, copy=context.copy)
        return
    chosen = {demand.slug for demand in context.demands}
    for demand in context.demands:
        if demand.slug not in asks:
            message = f"Chosen but not asked for: {demand.title}"
            mend = "Insert the demand into the text, or take it off the letter."
            yield Problem(Code.DEMAND_NOT_ASKED, message, mend, Severity.CONSIDER, copy=context.copy)
    for slug, title in around.campaign_demands if context.expects.demand else ():
        if slug not in chosen:
            message = f"The campaign asks for it, this letter does not: {title}"
            mend = "Choose the demand in the letter’s settings, if this recipient can act on it."
            yield Problem(Code.DEMAND_LEFT_OUT, message, mend, Severity.CONSIDER)


def _cannot_grant(asks: Sequence[str], context: Context, around: Surroundings) -> Iterator[Problem]:
    """Demands that none of the addressees of the copy can grant. What nothing is known of is left alone."""
    titles = {demand.slug: demand.title for demand in context.demands}
    offices = frozenset().union(*(addressee.offices for addressee in context.addressees))
    if not offices or any(not addressee.offices for addressee in context.addressees):
        return
    for slug in asks:
        able = around.granted_by.get(slug, frozenset())
        if not able or able & offices or "other" in able:
            continue
        words = listed([around.office_words.get(kind, kind.replace("_", " ")) for kind in sorted(able)])
        message = f"Asked of an office that cannot grant it: “{titles.get(slug, slug)}”"
        mend = f"It can be granted by: {words}. Ask for what this office can do, in words that show for them alone."
        yield Problem(Code.CANNOT_GRANT, message, mend, Severity.CONSIDER, copy=context.copy)
