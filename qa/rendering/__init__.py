"""An answer made visible: as HTML for the page, as text for the terminal. No interface library and no model here."""
