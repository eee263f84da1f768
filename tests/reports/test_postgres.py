"""The same pages on PostgreSQL, which is stricter about types and grouping."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Settings
from tests.reports.conftest import Place
from tests.reports.reading import css, get, only, rows, words

pytestmark = pytest.mark.postgres


@pytest.fixture
def settings(pg_url: str, tmp_path: Path) -> Settings:
    """Instead of the SQLite copy of other tests."""
    return Settings(
        data_dir=tmp_path,
        database_url=pg_url,
        secret_key="only for tests, never for people",
        public_url="http://localhost",
        testing=True,
    )


def test_every_page_of_the_room_says_the_same(place: Place) -> None:
    client, base = place.drafter, f"/campaigns/{place.slug}"
    today = get(client, "/")
    assert words(only(today, ".standfirst")) == "Four things need you. Two are due today."
    assert len(css(today, ".work-item")) == 4
    overview = get(client, base)
    assert words(only(overview, ".summary-sentence")).startswith("Half of the six officials")
    assert [row[3] for row in rows(overview, "Targets")][:2] == [
        "TodayChoose another channel",
        "TodayAsk the office before any resend",
    ]
    assert len(rows(get(client, f"{base}/positions?position=none"), "Who said what")) == 7
    for path in (
        "dispatches",
        "replies",
        "brief",
        "next-steps",
        "targets.csv",
        "positions.csv",
        "scoreboard.xlsx",
    ):
        assert client.get(f"{base}/{path}").status_code == 200, path
    assert client.get("/library").status_code == client.get("/officials/").status_code == 200
    assert client.get("/find?q=victor").status_code == 200
    assert client.get(f"/officials/{place.people['Rutherford']}").status_code == 200
