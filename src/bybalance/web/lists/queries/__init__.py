"""What the pages of the lists show, read from the published lists and the rule book.

One module per page; each returns frozen dataclasses that its template names on line 1.
"""
