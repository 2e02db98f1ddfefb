"""Committees and expert groups: members, meetings, talks, decisions and what follows from them."""
