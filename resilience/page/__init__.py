"""The platform as a picture, by zones: a page for browsers, and an SVG for documents."""
