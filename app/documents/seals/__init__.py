"""Digital signatures in PDFs (PAdES): making keys, signing, time-stamping, keeping evidence, and checking.

Bytes in, bytes out: nothing here knows letters, people or the database. `sealing` signs, `checking` tells about a
signed file, `keys` reads and makes keys; docs/adr/0030 says how and why.
"""
