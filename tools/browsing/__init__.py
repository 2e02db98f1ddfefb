"""The demo in a browser, as the browser tests and the screenshot tool both need it."""
