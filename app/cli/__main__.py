"""`python -m app.cli` is `redress`."""

from app.cli import main

main()
