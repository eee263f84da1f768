"""Settings from the environment: every problem at once, safe defaults."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from app.config import Settings, SettingsError


def test_defaults_are_sqlite_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings.from_env({"REDRESS_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'redress.sqlite'}"
    assert settings.mail is None
    assert not settings.https


def test_the_key_is_made_once_and_kept_to_the_owner(tmp_path: Path) -> None:
    first = Settings.from_env({"REDRESS_DATA_DIR": str(tmp_path)})
    second = Settings.from_env({"REDRESS_DATA_DIR": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 43
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_every_problem_is_listed_at_once(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("not a folder", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(
            {
                "REDRESS_DATA_DIR": str(file / "below"),
                "REDRESS_PUBLIC_URL": "letters.example.org",
                "REDRESS_PROXY_HOPS": "one",
                "REDRESS_SMTP_HOST": "mail.example.org",
                "REDRESS_DATABASE_URL": "mysql://example",
            }
        )
    named = [problem.split(":")[0] for problem in caught.value.problems]
    assert named == [
        "REDRESS_DATA_DIR",
        "REDRESS_PUBLIC_URL",
        "REDRESS_MAIL_FROM",
        "REDRESS_PROXY_HOPS",
        "REDRESS_DATABASE_URL",
    ]


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d"])
def test_postgresql_addresses_work_as_they_are(given: str, tmp_path: Path) -> None:
    settings = Settings.from_env({"REDRESS_DATA_DIR": str(tmp_path), "REDRESS_DATABASE_URL": given})
    assert settings.database_url == "postgresql+psycopg://u@h/d"
