"""Fixtures for documents: one drawing process for the whole run, and a paper to vary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.documents.paper import LetterPaper
from app.documents.samples import demo_images, load_sample
from app.documents.service import Rendered, render

MakePaper = Callable[..., LetterPaper]


@pytest.fixture
def paper() -> MakePaper:
    """A short letter from the sample, with fields replaced."""

    def make(**changes: Any) -> LetterPaper:
        sample = load_sample("official_letter")
        return replace(sample, **{"blocks": sample.blocks[-2:], **changes})

    return make


@pytest.fixture(scope="session")
def printed() -> Callable[[LetterPaper], Rendered]:
    """Typeset with the demonstration images; the same paper is typeset once."""
    done: dict[LetterPaper, Rendered] = {}

    def one(wanted: LetterPaper) -> Rendered:
        if wanted not in done:
            done[wanted] = render(wanted, demo_images().__getitem__)
        return done[wanted]

    return one
