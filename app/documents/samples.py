"""The sample letter of each template: invented people, labelled as demonstration, in our own words."""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from app.documents.paper import LetterheadArt, LetterPaper, SignatureBlock, Verification
from app.documents.sheet import TEMPLATES

_DEMO = TEMPLATES / "_base" / "demo"


def template_slugs() -> tuple[str, ...]:
    """Templates that have a printed form and a sample."""
    return tuple(sorted(path.parent.name for path in TEMPLATES.glob("*/sample.toml")))


@cache
def demo_images() -> dict[str, bytes]:
    """The demonstration crest and signatures by SHA-256."""
    return {_sha(path): path.read_bytes() for path in sorted(_DEMO.glob("*.png"))}


def load_sample(slug: str) -> LetterPaper:
    """The sample paper of a template. Raises `KeyError` for an unknown template."""
    path = TEMPLATES / slug / "sample.toml"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", slug) or not path.is_file():
        raise KeyError(slug)
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    verification = data.get("verification")
    return LetterPaper(
        template=slug,
        letterheads=tuple(_letterhead(one) for one in data["letterheads"]),
        date_text=data["date_text"],
        addressees=tuple(tuple(lines) for lines in data["addressees"]),
        header_name=data["header_name"],
        subject=data.get("subject"),
        salutation=data["salutation"],
        blocks=tuple(data["blocks"]),
        closing=data["closing"],
        signatures=tuple(_signature(one) for one in data["signatures"]),
        cc=tuple(data.get("cc", ())),
        enclosures=tuple(data.get("enclosures", ())),
        verification=_verification(verification) if verification else None,
        draft=data.get("draft", False),
        page_size=data.get("page_size", "letter"),
        kind=data.get("kind", "Letter"),
        contact=tuple(data.get("contact", ())),
        title=data["title"],
        author=data["author"],
        assets=tuple(demo_images()),
    )


def _verification(data: dict[str, str]) -> Verification:
    link = f"https://{data['address']}?code={data['code']}"
    return Verification(data["code"], data["address"], data.get("link", link))


def _letterhead(data: dict[str, Any]) -> LetterheadArt:
    fields = {key: value for key, value in data.items() if key not in ("lines", "crest")}
    return LetterheadArt(lines=tuple(data.get("lines", ())), crest_asset=_image(data.get("crest")), **fields)


def _signature(data: dict[str, Any]) -> SignatureBlock:
    fields = {key: value for key, value in data.items() if key != "image"}
    return SignatureBlock(image_asset=_image(data.get("image")), **fields)


def _image(name: str | None) -> str | None:
    return _sha(_DEMO / Path(name).name) if name else None


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
