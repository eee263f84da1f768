"""Fold marks stand on paper with a window for the address, and on no other, drafts included."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from app.documents.layout import typesetter
from app.documents.samples import load_sample


@pytest.mark.parametrize("size", ["letter", "a4"])
def test_a_draft_to_nobody_has_no_fold_marks(size: Literal["letter", "a4"]) -> None:
    addressed = replace(load_sample("official_letter"), draft=True, page_size=size)
    public = replace(addressed, template="press_statement", addressees=())
    joint = replace(addressed, addressees=(addressed.addressees[0],) * 2)
    setter = typesetter()
    last = {kind: setter._stylesheets(paper)[-1] for kind, paper in
            (("addressed", addressed), ("public", public), ("joint", joint))}  # fmt: skip
    assert last["public"] is last["joint"]
    assert last["public"] is not last["addressed"]
