"""Drawing SVG on the server: how wide letters are, and elements that keep to a page's Content-Security-Policy. Pure."""
