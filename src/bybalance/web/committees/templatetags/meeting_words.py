"""When, where and who, as the pages of groups and meetings say it."""

from __future__ import annotations

from django import template

from bybalance.web.committees.models import FollowUp
from bybalance.web.committees.queries import sheets, words

register = template.Library()

register.filter("talk_name", words.talk_name)
register.filter("talk_note", words.talk_note)
register.filter("speakers_of", words.speakers)
register.filter("given_when", words.given_when)
register.filter("day_and_time", words.day_and_time)
register.filter("post_words", words.post)
register.filter("speaker_words", words.speaker)
register.filter("represents", words.represents)
register.filter("term_words", words.term)


@register.filter
def owner_of(follow_up: FollowUp) -> str:
    """Who does it."""
    return str(follow_up.owner or follow_up.owner_organisation)


register.filter("follow_up_line", sheets.follow_up_line)
