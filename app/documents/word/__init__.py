"""A letter as a Word document: the same words as on paper, in named styles, looking as close to it as Word can."""

from app.documents.word.writer import letter_docx

__all__ = ["letter_docx"]
