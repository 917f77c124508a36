"""A prioritised screening beside full human screening of the same records."""
