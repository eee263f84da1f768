"""Envelope faces and label sheets: plain addresses in, one PDF/UA-1 out.

`geometry` and `fitting` are pure; `drawing` runs in the drawing process; `client` is what other rooms call.
"""
