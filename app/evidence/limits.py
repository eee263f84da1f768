"""How long things may be, in characters or bytes. One place, so that forms, files and tables agree."""

from __future__ import annotations

MAX_WORDING = 1_500
MAX_TEXT = 4_000  # a dispute, an opposing view, a note
MAX_TOPIC = 80
MAX_LABEL = 120
MAX_TITLE = 400
MAX_PUBLISHER = 300
MAX_URL = 2_000
MAX_SUPPORTS = 200
MAX_REASON = 600
MAX_SOURCES = 40
MAX_FIGURES = 20_000  # of their JSON
MAX_DEPTH = 6  # how deep figures may be nested
MAX_CAUTIONS = 40
MAX_FILE_NAME = 200
MAX_COPY = 15 * 1024 * 1024
MAX_IMPORT = 2 * 1024 * 1024
MAX_CLAIMS = 1_000  # in one file
