"""What a ranking does to people: identity swaps, who is shown, length, groups, language."""

from matcher.auditing.audit import audit
from matcher.auditing.records import Audit

__all__ = ["Audit", "audit"]
