"""Values of columns as plain text and numbers, and back."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime


def plain(value: Any) -> Any:
    """A value as JSON has it; files and references are not for here."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def parsed(field: models.Field[Any, Any], given: Any) -> Any:
    """What :func:`plain` was given, or a ``ValidationError`` that says what is wrong."""
    if given is None:
        if not field.null:
            raise ValidationError(field.error_messages["null"], code="null")
        return None
    if isinstance(field, models.BinaryField):
        return _bytes(given)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(given) if isinstance(given, str) else None
        return field.clean(_aware(moment, field), None)
    if isinstance(field, models.DateField):
        return field.clean(parse_date(given) if isinstance(given, str) else given, None)
    if isinstance(field, models.BooleanField | models.IntegerField):
        wanted = bool if isinstance(field, models.BooleanField) else int
        if type(given) is not wanted:  # "1" and True are no numbers here
            raise ValidationError(field.error_messages["invalid"], params={"value": given})
    elif not isinstance(field, models.JSONField | models.FloatField) and not isinstance(given, str):
        raise ValidationError(f"“{given}” is no text", code="invalid")
    return field.clean(given, None) if field.blank is False or given != "" else given


def _bytes(given: Any) -> bytes:
    try:
        return base64.b64decode(str(given), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise ValidationError(f"“{str(given)[:20]}” is no base64", code="invalid") from fault


def _aware(moment: datetime | None, field: models.Field[Any, Any]) -> datetime:
    if moment is None or moment.tzinfo is None:
        raise ValidationError(field.error_messages["invalid"], params={"value": moment})
    return moment
