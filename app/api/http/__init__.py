"""How the API speaks HTTP: operations, their checks, pages, keys, limits and their description."""
