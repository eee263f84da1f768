"""One module for each published format. Readers are pure: text in, records out."""
