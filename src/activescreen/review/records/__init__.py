"""Records as a person may see them: searched, followed, exported."""
