"""Letter templates: those that come with the program and the organisation's own approved ones. Read only."""

from __future__ import annotations

from app.accounts.rules import Scope
from app.api.acting import session
from app.api.http.operations import operation
from app.api.schemas.templates import SectionOut, TemplateOut, Templates
from app.letters import markdown
from app.letters.queries_templates import choosable, chosen
from app.letters.templates import Template

TAG = "Templates"


@operation("GET", "/templates", tag=TAG, scope=Scope.READ, returns=Templates)
def list_templates() -> Templates:
    """List templates.

    Every kind of letter that can be begun: the program's, then the organisation's own that are approved and in use.
    """
    return Templates(items=[_shown(one) for one in choosable(session())])


@operation("GET", "/templates/{slug}", tag=TAG, scope=Scope.READ, returns=TemplateOut, conflicts=True)
def get_template(slug: str) -> TemplateOut:
    """Get a template.

    Its sections with hints, and the text that a letter begins with. One of the organisation's that is retired or
    not approved yet: 409.
    """
    return _shown(chosen(session(), slug)[0])


def _shown(one: Template) -> TemplateOut:
    return TemplateOut(
        slug=one.slug,
        own=bool(one.base),
        revision=one.revision or None,
        label=one.label,
        description=one.description,
        use_when=one.use_when,
        instrument=one.instrument,
        sections=[
            SectionOut(role=each.role, label=each.label, hint=each.hint, required=each.required)
            for each in one.sections
        ],
        closing=one.closing,
        signatories_min=one.signatories_min,
        signatories_max=one.signatories_max,
        demand_required=one.demand_required,
        body_markdown=markdown.write(one.body),
    )
