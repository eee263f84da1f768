"""Many copies of one letter, drawn at the cost of a few.

The copies of a letter differ in an address, a salutation, perhaps some words in a paragraph. One copy of each kind,
the exemplar, is laid out and drawn by WeasyPrint as any letter is (`exemplar.py`, `classes.py`); of the others only
the lines that differ are set (`setting.py`), with WeasyPrint's own functions, and take the exemplar's places in the
file (`single.py`, `joined.py`). A copy that cannot be shown to come out the same in this way is laid out and drawn by
itself.

`tokens.py`: what differs, read off the HTML of the copies. `places.py`: where it stands on the exemplar's pages.
`parts.py`, `runs.py`, `skeleton.py`: a drawn PDF taken apart into what copies share and what they do not. `shelf.py`:
where copies wait. `engine.py`: the work in steps, inside the drawing process. `client.py`: the same seen from the
application.
"""
