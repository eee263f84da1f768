"""Imports of officials: files are read, compared with the directory, shown, applied, undone."""
