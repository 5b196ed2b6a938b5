"""Audit of a ranking's effect on people: identity swaps, exposure, length, groups, language."""

from matcher.auditing.audit import audit
from matcher.auditing.records import Audit

__all__ = ["Audit", "audit"]
