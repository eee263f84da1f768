"""Bring fonts, styles and scripts from the installed packages to where the application reads them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.assets_editor import bundle_editor
from scripts.assets_letters import letter_fonts
from scripts.assets_screen import screen_assets


def main() -> int:
    """Run all parts; exit status 69 with a plain sentence when a package is missing."""
    try:
        screen_assets()
        letter_fonts()
        bundle_editor()
    except FileNotFoundError as problem:
        print(f"Assets are not complete: {problem}", file=sys.stderr)
        return 69
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
