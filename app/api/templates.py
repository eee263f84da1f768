"""Letter templates. They come with the code, so they are read and not changed."""

from __future__ import annotations

from app.accounts.rules import Scope
from app.api.http.operations import operation
from app.api.schemas.templates import SectionOut, TemplateOut, Templates
from app.letters import markdown
from app.letters import templates as letter_templates
from app.letters.templates import Template

TAG = "Templates"


@operation("GET", "/templates", tag=TAG, scope=Scope.READ, returns=Templates)
def list_templates() -> Templates:
    """List templates.

    Every kind of letter that can be begun.
    """
    return Templates(items=[_shown(one) for one in letter_templates.all_templates()])


@operation("GET", "/templates/{slug}", tag=TAG, scope=Scope.READ, returns=TemplateOut)
def get_template(slug: str) -> TemplateOut:
    """Get a template.

    Its sections with hints, and the text that a letter begins with.
    """
    return _shown(letter_templates.load(slug))


def _shown(one: Template) -> TemplateOut:
    return TemplateOut(
        slug=one.slug,
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
