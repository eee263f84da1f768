"""Asking for signatures and recording what each person answered."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.accounts.access import current_actor, current_organisation, requires, today
from app.accounts.rules import Permission
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.storage import current_store
from app.core.text import tidy
from app.letters import queries_record
from app.letters.forms import ConsentForm, EmptyForm, ReasonForm
from app.letters.models import Letter
from app.letters.rendering import likeness, paper_of
from app.letters.routes import bp
from app.letters.routes.common import asset_address, found, frame
from app.letters.routes.paper_view import paper_items
from app.letters.routes.signing_view import reading_values
from app.letters.rules import METHODS
from app.letters.signature_images import drawn_in, stored_image
from app.letters.signing import ConsentRecord, ask_signatures, decline, record_signature, withdraw_signature
from app.letters.states import SignatureMark, SignatureMethod
from app.signatories.queries import signatory

MARK_HINTS = {
    "image": "Their own signature as a picture. With ink nothing prints: the ink stands on the paper.",
    "drawn": "With a finger, a pen or the mouse, by the signatory’s own hand.",
    "typed": "Set in italics. The letter says that the name was typed.",
}
MAX_SCAN = 20 * 1024 * 1024


@bp.get("/<uuid:letter_id>/sign")
@requires(Permission.READ)
def sign(letter_id: UUID) -> ResponseReturnValue:
    """Everyone who signs and where they stand."""
    on_paper = paper_items(letter_id)
    letter = found(letter_id)
    return render_template(
        "letters/sign.html",
        **frame(letter),
        on_paper=on_paper,
        signatures=queries_record.signature_rows(db.session, letter),
        html=likeness(paper_of(db.session, letter, 1), asset_address(letter)),
        methods=METHODS,
        form=EmptyForm(),
    )


@bp.post("/<uuid:letter_id>/ask")
@requires(Permission.APPROVE)
def ask(letter_id: UUID) -> ResponseReturnValue:
    """Open the signatures of everyone who signs."""
    letter = found(letter_id)
    opened = ask_signatures(db.session, letter, by=current_actor())
    db.session.commit()
    people = "1 person is" if len(opened) == 1 else f"{len(opened)} people are"
    flash(f"{people} on record as asked. Record each answer here when it comes.", "done")
    return redirect(url_for("letters.sign", letter_id=letter.id), 303)


@bp.route("/<uuid:letter_id>/sign/<uuid:signatory_id>", methods=["GET", "POST"])
@requires(Permission.APPROVE)
def consent(letter_id: UUID, signatory_id: UUID) -> ResponseReturnValue:
    """Record that somebody agreed to this version."""
    letter, person = found(letter_id), signatory(db.session, signatory_id)
    form = ConsentForm()
    if request.method == "GET":
        _prefill(form, letter, person.name)
    elif form.validate():
        try:
            record = _record(form, person.name)
            record_signature(
                db.session,
                letter,
                signatory_id,
                record,
                version_number=form.version.data or 0,
                by=current_actor(),
            )
        except InvalidInput as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(f"The signature of {person.name} under version {form.version.data} is on record.", "done")
            return redirect(url_for("letters.sign", letter_id=letter_id), 303)
    page = render_template(
        "letters/consent.html",
        **frame(found(letter_id)),
        **reading_values(db.session, found(letter_id), signatory_id),
        person=person,
        form=form,
        hints={method.value: rules.hint for method, rules in METHODS.items()},
        mark_hints=MARK_HINTS,
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/<uuid:letter_id>/decline/<uuid:signatory_id>", methods=["GET", "POST"])
@requires(Permission.APPROVE)
def declined(letter_id: UUID, signatory_id: UUID) -> ResponseReturnValue:
    """Record that somebody will not sign. A reason may be given and need not."""
    letter, person, form = found(letter_id), signatory(db.session, signatory_id), EmptyForm()
    if request.method == "POST" and form.validate():
        decline(
            db.session, letter, signatory_id, tidy(request.form.get("reason", ""))[:2000], by=current_actor()
        )
        db.session.commit()
        flash(f"{person.name} declined. The letter can go out without their name.", "done")
        return redirect(url_for("letters.sign", letter_id=letter.id), 303)
    return render_template("letters/decline.html", **frame(letter), person=person, form=form)


@bp.route("/<uuid:letter_id>/signatures/<uuid:signature_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.APPROVE)
def signature_withdrawn(letter_id: UUID, signature_id: UUID) -> ResponseReturnValue:
    """Ask for the reason, then take a signature back, or note it beside the seal."""
    letter = found(letter_id)
    row = queries_record.signature(db.session, letter.id, signature_id)
    person, form = signatory(db.session, row.signatory_id), ReasonForm()
    if request.method == "POST" and form.validate():
        withdraw_signature(db.session, letter, signature_id, form.reason.data or "", by=current_actor())
        db.session.commit()
        flash(f"The withdrawal of {person.name} is on record.", "done")
        return redirect(url_for("letters.sign", letter_id=letter.id), 303)
    page = render_template(
        "letters/reason.html",
        **frame(letter),
        form=form,
        heading=f"Remove the signature of {person.name} from version {row.version_number}?",
        text=_after(letter),
        button="Record the withdrawal",
    )
    return page, 422 if request.method == "POST" else 200


@bp.get("/<uuid:letter_id>/signatures/<uuid:signature_id>/scan")
@requires(Permission.READ)
def scan(letter_id: UUID, signature_id: UUID) -> ResponseReturnValue:
    """The proof of a consent, for download only: it is whatever somebody sent."""
    from flask import send_file

    row = queries_record.signature(db.session, letter_id, signature_id)
    if row.scan_sha256 is None:
        raise InvalidInput({"scan": "There is no file with this signature."})
    return send_file(
        current_store().path(row.scan_sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=row.scan_name or "consent",
    )


def _after(letter: Letter) -> str:
    if letter.sealed_at is not None:
        return "The sealed copies stay as they are. The withdrawal is added to the record beside them."
    return "The letter then goes out with the other signatures, or waits. Your office decides."


def _prefill(form: ConsentForm, letter: Letter, name: str) -> None:
    zone = ZoneInfo(current_organisation().time_zone)
    form.version.data = letter.current_version
    form.consent_by.data = name
    form.given_on.data = today()
    form.given_at.data = utcnow().astimezone(zone).time().replace(second=0, microsecond=0)


def _record(form: ConsentForm, name: str) -> ConsentRecord:
    """The form as the verb takes it, with the files stored. Raises `InvalidInput` by field."""
    zone = ZoneInfo(current_organisation().time_zone)
    moment = datetime.combine(form.given_on.data or today(), form.given_at.data or time(12), tzinfo=zone)
    method = SignatureMethod(form.method.data)
    upload = request.files.get("scan")
    return ConsentRecord(
        method=method,
        consent_by=form.consent_by.data or "",
        consented_at=moment.astimezone(UTC),
        witness=form.witness.data or "",
        note=form.note.data or "",
        image_sha256=_image(form, name),
        mark=SignatureMark(form.mark.data),
        **_scan(upload),
    )


def _scan(upload: FileStorage | None) -> dict[str, Any]:
    if upload is None or not upload.filename:
        return {}
    data = upload.read(MAX_SCAN + 1)
    if not data:
        raise InvalidInput({"scan": "This file is empty. Choose the scan or the message."})
    if len(data) > MAX_SCAN:
        raise InvalidInput(
            {"scan": f"This file is larger than {MAX_SCAN // 1024 // 1024} MB. Choose a smaller one."}
        )
    return {
        "scan_sha256": current_store().put(data),
        "scan_name": tidy(upload.filename).replace("/", "-").replace("\\", "-")[-200:],
        "scan_type": (upload.mimetype or "")[:100],
    }


def _image(form: ConsentForm, name: str) -> str | None:
    mark = SignatureMark(form.mark.data)
    if mark is SignatureMark.DRAWN:
        return stored_image(mark, name, drawn_in(form.drawn.data or "", "mark"), field="mark")
    upload = request.files.get("image")
    data = upload.read() if upload is not None and upload.filename else b""
    return stored_image(mark, name, data, field="image")
