"""Every form with every kind of wrong value: a clear message, what was typed kept, and no row changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.core.text import tidy
from tests.security.addresses import NOBODY
from tests.security.pages import Control, Form, read
from tests.security.sweeping import Found, Installation, endpoint_of, plain, plain_values

# Forms that no page shows to an administrator in this installation, and where they are tried instead.
ELSEWHERE = {
    "accounts.sign_in_post": "nobody is signed in: tests/accounts/test_sign_in.py",
    "accounts.sign_in_code_post": "between password and code: tests/accounts/test_second_factor.py",
    "accounts.use_link_post": "a link by mail: tests/accounts/test_links.py",
}
ELSEWHERE |= {
    "accounts.second_factor_post": "between start and first code: tests/accounts/test_second_factor.py",
    "delivery.mark": "only while a dispatch is under way: tests/delivery/test_routes_dispatch.py",
    "letters.preview": "sent by script from the form of the text: tests/letters/test_routes.py",
    "letters.seal": "only once all have signed: tests/letters/test_routes.py",
    "letters.signature_withdrawn": "only after a consent: tests/letters/test_routes.py",
}
# The rooms' own tests send these, where the installation has what they need.
ELSEWHERE |= {
    "accounts.stay": "sent by script: tests/accounts/test_sign_in.py",
    "delivery.envelope_post": "a letter on paper, planned, in no run: tests/delivery/test_readdressing.py",
    "delivery.mark_run_post": "asked once before: tests/delivery/test_routes_runs.py",
    "delivery.correction": "only after a sent claim was corrected: tests/delivery/test_correcting.py",
    "letters.approve_own": "a template in somebody else's words: tests/letters/test_own_template_pages.py",
    "letters.return_own": "a template in somebody else's words: tests/letters/test_own_template_pages.py",
    "letters.files_again": "the files of a letter failed: tests/letters/test_digital.py",
    "keys.seal_key_retire_post": "a seal key is in use: tests/keys/test_routes.py",
    "keys.certificate_retire_post": "a certificate is in use: tests/keys/test_routes.py",
    "letters.edit_template": "a template of the organisation: tests/letters/test_own_template_pages.py",
    "letters.editorial": "an approved text that was changed: tests/letters/test_review_pages.py",
    "letters.live": "sent by the editor: tests/letters/test_editor_bad_input.py",
    "letters.make_version": "sent by the editor: tests/letters/test_editor_bad_input.py",
    "letters.mend_text": "sent by the editor: tests/letters/test_checks_pages.py",
    "letters.mended_text": "sent by the editor: tests/letters/test_editor_bad_input.py",
    "letters.on_thread": "only beside a comment: tests/letters/test_review_pages.py",
    "letters.page_of_text": "sent by the editor: tests/letters/test_editor_bad_input.py",
    "letters.reason_recorded": "only beside a problem: tests/letters/test_routes_citing.py",
    "letters.reason_withdrawn": "only beside a recorded reason: tests/letters/test_routes_citing.py",
    "letters.restore_own": "a retired template: tests/letters/test_own_template_pages.py",
    "letters.retire_own": "a template in use: tests/letters/test_own_template_pages.py",
    "letters.save_working": "sent by the editor: tests/letters/test_editor_bad_input.py",
    "letters.task_done": "only after a cited claim changed: tests/letters/test_routes_citing.py",
}
_BUTTON = "a button without a field, which the installation has nothing to press for"
ELSEWHERE |= dict.fromkeys(
    (
        "accounts.account_session_end", "accounts.account_sessions_end", "accounts.person_activate",
        "accounts.person_second_factor_remove", "accounts.token_revoke", "campaigns.reopen",
        "campaigns.segment_remove", "campaigns.take_back", "demands.restore", "officials.confirm_term",
        "officials.undo_import", "officials.undo_merge", "signatories.crest_remove", "signatories.image_remove",
        "evidence.undo_import", "letters.submit",
    ),
    _BUTTON,
)  # fmt: skip
# Controls that help the browser and are never read, and answers that are the same for everything by design.
_NOT_READ = {"username", "add", "rule-0-denied"}
_SAME_ANSWER = {"accounts.forgot_post"}
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TYPED = ("text", "textarea", "date", "number", "email", "url", "search", "tel", "time", "")
_WORDS = ("text", "textarea", "email", "url", "search", "tel", "")

Wrong = Callable[[Control], Any]


def emptied(control: Control) -> Any:
    return (
        "" if control.kind in (*_TYPED, "password", "select") else [] if control.kind == "checkbox" else None
    )


def blank(control: Control) -> Any:
    """Nothing that can be seen: what is left of it is nothing."""
    return " \t\x00\x01\x1b\r\n " if control.kind in _WORDS else None


def too_long(control: Control) -> Any:
    return "x" * ((control.limit or 20_000) + 1) if control.kind in _WORDS else None


def of_another_kind(control: Control) -> Any:
    if control.name in _NOT_READ:
        return None
    known = {
        "date": "2023-02-30",
        "number": "1e99x",
        "email": "not an address",
        "url": "javascript:alert(1)",
        "time": "25:61",
        "select": "no-such-choice",
        "radio": "no-such-choice",
    }
    if control.kind == "hidden" and control.value:
        return "no-such-thing"
    return known.get(control.kind)


def out_of_range(control: Control) -> Any:
    if control.kind == "hidden" and control.value.isdecimal():
        return "9" * 40
    return {"date": "0001-01-01", "number": "9" * 40}.get(control.kind)


def of_nobody(control: Control) -> Any:
    """A record that is not there, wherever one is chosen."""
    values = [control.value, *control.options]
    return NOBODY if any(_ID.fullmatch(one) for one in values) else None


def unprintable(control: Control) -> Any:
    return "a\ufeff\u202e\u2028\ue000\U0010ffffb" if control.kind in _WORDS else None


WRONGS: dict[str, Wrong] = {
    "emptied": emptied,
    "blank": blank,
    "too long": too_long,
    "of another kind": of_another_kind,
    "out of range": out_of_range,
    "of nobody": of_nobody,
    "unprintable": unprintable,
}
# Kinds that no field may take; the others are wrong only where a field is needed or has an end.
LATER = {"blank", "unprintable"}
NEVER = {"of another kind", "out of range", "of nobody"}


def spoil(form: Form, wrong: Wrong, only: str | None = None) -> tuple[MultiDict[str, Any], dict[str, Any]]:
    """What a careful person would send, with wrong values in all fields or in one; and the wrong values by name."""
    data, typed = MultiDict[str, Any](), {}
    for control in form.controls:
        if not control.name or control.name == "csrf_token":
            continue
        values = plain_values(form, control)
        value = wrong(control) if only in (None, control.name) else None
        if value is not None and (values or control.kind == "radio"):
            values = value if isinstance(value, list) else [value]
            typed[control.name] = value
            if control.kind == "radio" and data.getlist(control.name):
                continue
        for one in values:
            data.add(control.name, one)
    return data, typed


def faults(
    one: Installation, form: Form, kind: str, typed: dict[str, Any], answer: TestResponse
) -> Iterator[str]:
    """What is wrong with the answer to a form with wrong values."""
    status, changed = answer.status_code, one.changed()
    needed = [
        each.name
        for each in form.controls
        if each.required and each.name in typed and each.kind not in ("radio", "file")
    ]
    if status >= 500:
        yield "broke"
    elif status >= 400:
        if changed:
            yield f"refused, and changed {changed}"
        if 'role="alert"' not in answer.text and "<h1" not in answer.text:
            yield "no word of what is wrong"
        if status == 422:
            yield from lost(form, typed, answer)
    elif changed:
        if kind in NEVER:
            yield f"took it, and changed {changed}"
        if kind in ("emptied", "blank") and needed:
            yield f"took nothing for {needed}"
        if long := one.too_long():
            yield f"kept too much in {long}"
    else:
        after = one.client.get(answer.headers.get("Location", "/"))
        if status == 302 and kind in NEVER and "notice--" not in after.text:
            yield "nothing happened and nothing is said"


def lost(form: Form, typed: dict[str, Any], answer: TestResponse) -> Iterator[str]:
    """What the page that comes back has dropped."""
    again = [each for each in read(answer.text, form.page).forms if each.shape == form.shape]
    again = again or [
        each for each in read(answer.text, form.page).forms if {c.name for c in each.controls} & typed.keys()
    ]
    if not again:
        return
    for control in again[0].controls:
        if control.kind in _TYPED and control.name in typed and isinstance(typed[control.name], str):
            sent = tidy(typed[control.name]).strip()
            if sent and sent not in (tidy(control.value).strip(), tidy(control.value)):
                yield f"dropped {control.name}: {control.value[:40]!r}"


def messages(answer: TestResponse) -> list[str]:
    """What the summary of a form says is wrong."""
    summary = re.search(r"error-summary.*?<ul>(.*?)</ul>", answer.text, re.S)
    return re.sub(r"<[^>]+>|\s+", " ", summary.group(1)).split("  ") if summary else []


@pytest.fixture
def one(installation: Callable[[Role], Installation]) -> Installation:
    return installation(Role.ADMINISTRATOR)


def test_every_form_is_known(full: Flask, every: Found) -> None:
    reached = {endpoint_of(full, form) for form in every.forms.values()}
    routes = {
        rule.endpoint
        for rule in full.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    }
    missed = routes - reached - ELSEWHERE.keys()
    assert not missed, "\n".join(sorted(missed))


def test_every_form_takes_what_is_right(one: Installation, every: Found) -> None:
    """Else the wrong values below would be refused for another reason."""
    refused, taken = [], 0
    for shape, form in every.forms.items():
        answer = one.send(form, plain(form))
        taken += bool(one.changed())
        if answer.status_code == 422:
            refused.append((shape, messages(answer)))
        assert answer.status_code < 500, shape
        if one.touched():
            one.restore()
    assert taken > 50, "\n".join(map(str, refused))


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.slow if kind in LATER else ()) for kind in WRONGS]
)
def test_a_form_in_which_all_is_wrong(one: Installation, every: Found, kind: str) -> None:
    found, tried = [], 0
    for shape, form in every.forms.items():
        if endpoint_of(one.app, form) in _SAME_ANSWER:
            continue
        data, typed = spoil(form, WRONGS[kind])
        if typed:
            tried += 1
            found += [(shape, each) for each in faults(one, form, kind, typed, one.send(form, data))]
            if one.touched():
                one.restore()
    assert tried > 5
    assert not found, "\n".join(map(str, found))


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(WRONGS))
def test_a_form_in_which_one_field_is_wrong(one: Installation, every: Found, kind: str) -> None:
    found, tried = [], 0
    for shape, form in every.forms.items():
        if endpoint_of(one.app, form) in _SAME_ANSWER:
            continue
        for name in dict.fromkeys(control.name for control in form.controls):
            data, typed = spoil(form, WRONGS[kind], only=name)
            if typed:
                tried += 1
                for each in faults(one, form, kind, typed, one.send(form, data)):
                    found.append((shape, name, each))
                if one.touched():
                    one.restore()
    assert tried > 5
    assert not found, "\n".join(map(str, found))
