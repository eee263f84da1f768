"""Bundle the letter editor into one file for browsers: app/static/vendor/editor.js."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "app" / "static" / "js" / "editor"
TARGET = ROOT / "app" / "static" / "vendor" / "editor.js"


def bundle_editor() -> None:
    """Write the bundle with esbuild. Raises `FileNotFoundError` when its package is missing."""
    found = sorted((ROOT / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
    if not found:
        raise FileNotFoundError("node_modules/@esbuild is missing: run npm ci")
    command = [
        str(found[0]),
        str(SOURCE / "main.js"),
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--legal-comments=none",
        "--log-level=warning",
        f"--outfile={TARGET}",
    ]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    bundle_editor()
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size // 1024} kB")
