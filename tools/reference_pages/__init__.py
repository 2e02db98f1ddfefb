"""One module per generated reference page; each has a function that returns the page's text."""
