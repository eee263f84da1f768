"""Layout with WeasyPrint that remembers where it came from. Runs only in the drawing process (see `child.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weasyprint import DEFAULT_OPTIONS, HTML
from weasyprint.document import Document, DocumentMetadata, Page
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.layout import layout_document
from weasyprint.pdf import VARIANTS


def full_options(asked: Mapping[str, Any]) -> dict[str, Any]:
    """All options of WeasyPrint, with what the PDF variant asks for where nothing else was said."""
    options: dict[str, Any] = {**DEFAULT_OPTIONS, **asked}
    for key, value in VARIANTS[options["pdf_variant"]][1].items():
        if options[key] is None:
            options[key] = value
    return options


class KeptDocument(Document):
    """A laid-out document that keeps its boxes from before layout (`root_box`, `layout_context`).

    A batch sets single lines of it again (`app.documents.batch`). Same steps as `Document._render` of the WeasyPrint
    that is pinned.
    """

    root_box: Any
    layout_context: Any

    @classmethod
    def rendered(cls, html: HTML, fonts: Any, counters: Any, **asked: Any) -> KeptDocument:
        """Lay out an HTML document; `asked` are options of `HTML.render`."""
        options = full_options(asked)
        profiles: dict[str, Any] = {}
        context = cls._build_layout_context(html, fonts, counters, profiles, options)
        root_box = build_formatting_structure(
            html.etree_element, context.style_for, context.get_image_from_uri, html.base_url,
            context.target_collector, counters, context.footnotes,
        )  # fmt: skip
        pages = [Page(box) for box in layout_document(html, root_box, context)]
        metadata = DocumentMetadata(**get_html_metadata(html))
        made = cls(pages, metadata, html.url_fetcher, fonts, profiles, options["output_intent"])
        made._html, made.root_box, made.layout_context = html, root_box, context
        return made
