"""Sealed letters for the archive: by the organisation's setting, from the seal on, with the sources of the annex."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.accounts.organisation import change_organisation
from app.letters.compose.citations import AnnexEntry, AnnexSource
from app.letters.rendering import paper_of
from app.letters.sealing import seal_letter
from app.letters.writers import annex
from tests.letters.factories import make_letter, make_world, signed

ENTRY = AnnexEntry(
    1,
    "road",
    "The road has been closed.",
    (AnnexSource("Post", "Closed", "2022-12-13", "https://example.org", date(2022, 12, 13), opposing=True),),
    "The other side says it is open.",
)


@pytest.mark.parametrize("chosen", [False, True])
def test_the_seal_takes_the_setting_of_its_day(session: Session, chosen: bool) -> None:
    world = make_world(session)
    change_organisation(session, {"archive_pdf": chosen, "attach_sources": chosen}, by=world.approver)
    letter = signed(session, world, make_letter(session, world))
    assert not paper_of(session, letter, 1).archive, "a draft is never for the archive"
    seal_letter(session, letter, version=letter.current_version, by=world.approver)
    change_organisation(session, {"archive_pdf": not chosen}, by=world.approver)
    assert paper_of(session, letter, 1).archive is chosen
    assert paper_of(session, letter, 1).data == "", "no annex, no data"


def test_the_annex_as_data() -> None:
    found = json.loads(annex.data([ENTRY], "AV-2023-01", date(2023, 1, 4)))
    assert found["letter"] == "AV-2023-01"
    assert found["dated"] == "2023-01-04"
    (entry,) = found["entries"]
    assert entry["statement"] == "The road has been closed."
    assert entry["dispute"] == "The other side says it is open."
    (source,) = entry["sources"]
    assert source == {
        "publisher": "Post",
        "title": "Closed",
        "dated": "2022-12-13",
        "address": "https://example.org",
        "for_the_other_view": True,
    }
