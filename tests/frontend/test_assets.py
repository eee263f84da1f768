"""Fonts, styles and scripts: complete, from our own host, and rebuilt only when something changed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from flask import Flask

from app.core.web.assets import AssetFiles
from scripts import assets_screen

STATIC = assets_screen.STATIC


def test_a_second_run_writes_nothing(vendor: None) -> None:
    before = {path: path.stat().st_mtime_ns for path in assets_screen.VENDOR.rglob("*") if path.is_file()}
    assets_screen.screen_assets()
    after = {path: path.stat().st_mtime_ns for path in before}
    assert after == before


def test_every_address_in_the_stylesheet_is_a_file_of_ours(vendor: None) -> None:
    sheet = (assets_screen.VENDOR / "redress.css").read_text()
    addresses = set(re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet))
    assert len(addresses) > 20
    for address in addresses:
        assert not address.startswith(("http", "//", "data:")), address
        assert (assets_screen.VENDOR / address).resolve().is_file(), address


def test_every_letter_of_the_fonts_is_there(vendor: None) -> None:
    fonts = (assets_screen.VENDOR / "fonts.css").read_text()
    assert fonts.count("@font-face") == len(assets_screen.FONTS) * 2
    assert "unicode-range" in fonts


def test_our_rules_stand_over_the_framework(vendor: None) -> None:
    framework = (assets_screen.VENDOR / "uswds.css").read_text()
    assert "@layer uswds{" in framework
    assert ".usa-combo-box__list" in framework and ".usa-banner" not in framework
    assert len(framework) < 250_000


def test_no_chosen_file_is_read_by_the_framework(vendor: None) -> None:
    """It would put a whole private key into the page, and the browser would name it in its console."""
    script = (assets_screen.VENDOR / "uswds.min.js").read_text(encoding="utf-8")
    assert "readAsDataURL" not in script and "usa-file-input" in script
    with pytest.raises(ValueError, match="file input"):
        assets_screen.uswds_script("let other;")


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="npm ci"):
        assets_screen._copy(assets_screen.ROOT / "node_modules" / "no-such" / "file.js", tmp_path / "file.js")


def test_addresses_change_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    app = Flask("assets", static_folder=str(tmp_path), static_url_path="/static")
    with app.test_request_context("/"):
        first = AssetFiles(tmp_path).static_url("a.css")
        (tmp_path / "a.css").write_text("b{}")
        second = AssetFiles(tmp_path).static_url("a.css")
        missing = AssetFiles(tmp_path).static_url("gone.css")
    assert re.fullmatch(r"/static/a\.css\?v=[0-9a-f]{8}", first)
    assert first != second
    assert missing == "/static/gone.css"


def test_an_edited_stylesheet_shows_before_the_next_build(tmp_path: Path) -> None:
    (tmp_path / "css" / "components").mkdir(parents=True)
    (tmp_path / "vendor").mkdir()
    for name in ("css/tokens.css", "css/base.css", "css/components/x.css", "vendor/redress.css"):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (1000, 1000))
    assert AssetFiles(tmp_path).stylesheets() == ("vendor/redress.css",)
    os.utime(tmp_path / "css/components/x.css", (2000, 2000))
    assert AssetFiles(tmp_path).stylesheets() == ("css/tokens.css", "css/base.css", "css/components/x.css")
