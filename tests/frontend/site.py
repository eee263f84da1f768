"""A small site that shows the components with sample data: the gallery and pages drawn after the design."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, flash, g, render_template, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from app.core.web.assets import register_assets
from app.core.web.headers import CSP
from app.core.web.template_filters import register_filters
from tests.frontend import sample
from tests.frontend.sample_form import SampleForm

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2023, 1, 4)
PAGES = ("today", "campaign", "official", "officials", "workspace", "review", "sending", "dispatches")

# Endpoints that the frame looks for, so that every place shows.
PLACES = {
    "reports.today": "/",
    "campaigns.index": "/campaigns",
    "letters.index": "/letters",
    "delivery.index": "/sending",
    "delivery.replies": "/replies",
    "officials.index": "/officials",
    "reports.library": "/library",
    "reports.find": "/find",
    "accounts.people": "/people",
    "accounts.account": "/account",
    "help.accessibility": "/help/accessibility",
    "help.keyboard": "/help/keyboard",
    "demands.index": "/demands",
    "signatories.index": "/signatories",
}


class _Person(SimpleNamespace):
    """Stands in for a member of staff."""

    is_authenticated = True


def make_site(*, signed_in: bool = True) -> Flask:
    """The site; `signed_in` False shows what a stranger sees."""
    app = Flask(
        "redress_gallery",
        template_folder=str(ROOT / "app" / "templates"),
        static_folder=str(ROOT / "app" / "static"),
    )
    app.config.update(SECRET_KEY="for tests only", TESTING=True, WTF_CSRF_TIME_LIMIT=None)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "app" / "templates"), FileSystemLoader(Path(__file__).parent / "pages")]
    )
    CSRFProtect(app)
    register_filters(app)
    register_assets(app)
    for endpoint, path in PLACES.items():
        app.add_url_rule(path, endpoint, lambda: "")
    app.add_url_rule("/session/stay", "accounts.stay", lambda: ("", 204), methods=["POST"])
    app.add_url_rule("/sign-out", "accounts.sign_out", lambda: "", methods=["POST"])
    _pages(app)
    _frame(app, signed_in)
    return app


def _frame(app: Flask, signed_in: bool) -> None:
    person = _Person(name="Dana Whitfield", position_title="Communications aide", role="drafter")

    @app.before_request
    def _day() -> None:
        g.today, g.time_zone = TODAY, "America/Los_Angeles"

    @app.context_processor
    def _context() -> dict[str, Any]:
        return {
            "organisation": SimpleNamespace(
                name="City of Arroyo Vista", is_demo=True, time_zone="America/Los_Angeles"
            ),
            "current_user": person if signed_in else None,
            "idle_seconds": 4 * 3600,
            "today": TODAY,
            "can": lambda permission: permission != "manage",
            "attention_count": None if request.path == "/pages/today" else 9,
        }

    @app.after_request
    def _policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response


def _pages(app: Flask) -> None:
    @app.get("/gallery", endpoint="gallery")
    def gallery() -> str:
        return render_template("components_gallery.html", form=SampleForm(), data=sample)

    @app.post("/gallery", endpoint="gallery_sent")
    def gallery_sent() -> str:
        form = SampleForm()
        form.validate()
        flash("Saved 10:41 AM. Only you can see this draft.")
        flash("Not sent to Rep. Stroud. Her email bounced.", "error")
        return render_template("components_gallery.html", form=form, data=sample)

    @app.get("/pages/<name>", endpoint="page")
    def page(name: str) -> str:
        if name not in PAGES:
            raise LookupError(name)
        return render_template(f"{name}.html", data=sample, form=SampleForm())

    @app.get("/errors/<int:status>", endpoint="error")
    def error(status: int) -> str:
        return render_template(
            f"errors/{status}.html",
            title="Nothing is here",
            message="There is no such letter.",
            errors={},
            request_id="0190aa",
        )

    @app.get("/help/accessibility-page", endpoint="help_page")
    def help_page() -> str:
        return render_template("help/accessibility.html")
