"""What the pages, the letters and the files of the newsletter read."""
