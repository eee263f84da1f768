"""Addresses of static files that change when the file does, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, url_for

BUNDLE = "vendor/redress.css"


@dataclass
class AssetFiles:
    """Reads the static folder. `watch` looks at the files again on every call, for development."""

    folder: Path
    watch: bool = False
    _marks: dict[str, str] = field(default_factory=dict)
    _styles: tuple[str, ...] | None = None

    def mark(self, path: str) -> str:
        """Eight hex digits of the file's SHA-256; empty when there is no such file."""
        if path not in self._marks or self.watch:
            file = self.folder / path
            self._marks[path] = hashlib.sha256(file.read_bytes()).hexdigest()[:8] if file.is_file() else ""
        return self._marks[path]

    def static_url(self, path: str) -> str:
        """`/static/<path>?v=<hash>`."""
        mark = self.mark(path)
        return url_for("static", filename=path, v=mark) if mark else url_for("static", filename=path)

    def stylesheets(self) -> tuple[str, ...]:
        """The bundle when it is up to date, else the single files, so that an edit shows at once."""
        if self._styles is None or self.watch:
            single = self._single_sheets()
            bundle = self.folder / BUNDLE
            fresh = bundle.is_file() and all(
                (self.folder / path).stat().st_mtime <= bundle.stat().st_mtime for path in single
            )
            self._styles = (BUNDLE,) if fresh else single
        return self._styles

    def _single_sheets(self) -> tuple[str, ...]:
        css = self.folder / "css"
        first = ["css/tokens.css", "css/base.css"]
        components = sorted(f"css/components/{path.name}" for path in (css / "components").glob("*.css"))
        features = sorted(f"css/{path.name}" for path in css.glob("*.css"))
        vendor = [path for path in ("vendor/fonts.css", "vendor/uswds.css") if (self.folder / path).is_file()]
        return (*vendor, *first, *components, *(path for path in features if path not in first))


def register_assets(app: Flask) -> AssetFiles:
    """Give templates `static_url(path)`, `stylesheets()` and `icon_sprite()`."""
    files = AssetFiles(Path(app.static_folder or ""), watch=bool(app.debug))
    app.jinja_env.globals.update(
        static_url=files.static_url,
        stylesheets=files.stylesheets,
        icon_sprite=lambda: files.static_url("vendor/sprite.svg"),
    )
    return files
