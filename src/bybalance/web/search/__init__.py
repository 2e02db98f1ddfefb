"""One search box for everything a reader may see."""
