"""Full texts: sought, kept, and linked to studies."""
