"""The fixtures that fail every test do fail one."""

from __future__ import annotations

import pytest
from django.template import Context, Template


@pytest.mark.parametrize("source", ["{{ nothing }}", "{{ page.nothing }}", "{{ nothing|upper }}"])
def test_a_template_that_names_something_nobody_gave_it_fails(source: str) -> None:
    with pytest.raises(AssertionError, match="nothing gave it"):
        Template(source).render(Context({"page": {}}))
