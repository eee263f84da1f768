"""Settings, read once from the environment.

`Settings.from_env()` is the only place that reads environment variables. It reports every problem it
finds at once, so that a person fixing a deployment does not meet them one by one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_KEY_FILE = "secret-key"
_MEGABYTE = 1024 * 1024


class SettingsError(Exception):
    """One or more settings are wrong; `problems` holds a sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True)
class MailSettings:
    """How mail leaves: an SMTP server, and who the mail is from."""

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = None
    starttls: bool = False


@dataclass(frozen=True)
class Settings:
    """Everything that a deployment can set. Sizes are bytes, lifetimes are seconds."""

    data_dir: Path
    database_url: str
    secret_key: str
    public_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    mail: MailSettings | None = None
    max_upload: int = 40 * _MEGABYTE
    session_lifetime: int = 12 * 3600
    log_json: bool = False
    testing: bool = False
    # Compiled templates are kept here between starts.
    template_cache: Path | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def https(self) -> bool:
        return bool(self.public_url and self.public_url.startswith("https://"))

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Read `REDRESS_*` variables. Raises `SettingsError` that lists every problem."""
        env = os.environ if env is None else env
        problems: list[str] = []
        data_dir = Path(env.get("REDRESS_DATA_DIR") or "instance").absolute()
        try:
            # Letters, consents and addresses of people lie here: other users of the machine have no business in it.
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = data_dir / ".writable"
            probe.write_text("", encoding="utf-8")
            probe.unlink()
        except OSError as error:
            problems.append(
                f"REDRESS_DATA_DIR: cannot write to {data_dir} ({error.strerror}). Choose a folder you may write to."
            )
        public_url = _public_url(env, problems)
        mail = _mail(env, problems)
        hops = _number(env, "REDRESS_PROXY_HOPS", 0, problems)
        max_upload = _number(env, "REDRESS_MAX_UPLOAD_MB", 40, problems) * _MEGABYTE
        hosts = tuple(h.strip() for h in env.get("REDRESS_TRUSTED_HOSTS", "").split(",") if h.strip())
        database_url = env.get("REDRESS_DATABASE_URL") or f"sqlite:///{data_dir / 'redress.sqlite'}"
        database_url = _with_driver(database_url, problems)
        if problems:
            raise SettingsError(problems)
        return cls(
            data_dir=data_dir,
            database_url=database_url,
            secret_key=env.get("REDRESS_SECRET_KEY") or _stored_key(data_dir),
            public_url=public_url,
            trusted_hosts=hosts,
            proxy_hops=hops,
            mail=mail,
            max_upload=max_upload,
            log_json=env.get("REDRESS_LOG_FORMAT") == "json",
            template_cache=data_dir / "template-cache",
        )


def _with_driver(url: str, problems: list[str]) -> str:
    """Name psycopg as the driver, so that the usual `postgresql://` address works as it is."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        problems.append("REDRESS_DATABASE_URL: use a sqlite:/// or postgresql:// address.")
    return url


def _number(env: Mapping[str, str], name: str, default: int, problems: list[str]) -> int:
    raw = env.get(name, "")
    if not raw:
        return default
    if not raw.isdigit():
        problems.append(f"{name}: {raw!r} is not a whole number.")
        return default
    return int(raw)


def _public_url(env: Mapping[str, str], problems: list[str]) -> str | None:
    raw = env.get("REDRESS_PUBLIC_URL", "").rstrip("/")
    if not raw:
        return None
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        problems.append(
            "REDRESS_PUBLIC_URL: give the full address people use, for example https://letters.example.org."
        )
        return None
    return raw


def _mail(env: Mapping[str, str], problems: list[str]) -> MailSettings | None:
    host = env.get("REDRESS_SMTP_HOST")
    if not host:
        return None
    sender = env.get("REDRESS_MAIL_FROM", "")
    if "@" not in sender:
        problems.append("REDRESS_MAIL_FROM: needed with REDRESS_SMTP_HOST, for example letters@example.org.")
    return MailSettings(
        host=host,
        port=_number(env, "REDRESS_SMTP_PORT", 25, problems),
        sender=sender,
        username=env.get("REDRESS_SMTP_USERNAME") or None,
        password=env.get("REDRESS_SMTP_PASSWORD") or None,
        starttls=env.get("REDRESS_SMTP_STARTTLS", "") in ("1", "true", "yes"),
    )


def _stored_key(data_dir: Path) -> str:
    """The signing key of this installation, made on the first start and readable by its owner only."""
    path = data_dir / _KEY_FILE
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()
