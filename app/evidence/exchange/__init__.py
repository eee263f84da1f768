"""Claims as files: YAML and CSV in and out, with a preview. What goes out comes in again unchanged."""
