"""The same fixtures as for documents."""

from tests.documents.conftest import paper, printed

__all__ = ["paper", "printed"]
