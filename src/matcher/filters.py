"""Who may be ranked: conditions on the columns of the pool. A filter, never a score of 0."""

from collections.abc import Iterable, Mapping

from matcher.errors import ConfigError
from matcher.records import Profile


def eligible(mentors: Iterable[Profile], where: Iterable[str]) -> set[str]:
    """Return the ids of the mentors who meet every condition `column=value`, without regard to case.

    The same column twice means either value. `name`, `id`, `capacity` and `url` can be asked for like an attribute.
    Raises `ConfigError` for a condition that is not written so, a column nobody has, or conditions that nobody meets.
    """
    mentors, wanted = list(mentors), _conditions(where)
    columns = {name: None for mentor in mentors for name in _facts(mentor)}
    unknown = [column for column in wanted if column not in columns]
    if unknown:
        raise ConfigError(f"where must name one of the pool's columns {', '.join(columns)}; check {unknown[0]!r}")
    kept = {mentor.id for mentor in mentors if _meets(_facts(mentor), wanted)}
    if not kept:
        said = ", ".join(f"{column}={'|'.join(sorted(values))}" for column, values in wanted.items())
        raise ConfigError(f"where must leave at least one mentor; nobody has {said}")
    return kept


def _conditions(where: Iterable[str]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for condition in where:
        column, equals, value = condition.partition("=")
        if not equals or not column.strip():
            raise ConfigError(f"where must read like field=robotics; it is {condition!r}")
        wanted.setdefault(column.strip(), set()).add(value.strip().casefold())
    return wanted


def _facts(mentor: Profile) -> dict[str, str]:
    own = {"id": mentor.id, "name": mentor.name, "capacity": "" if mentor.capacity is None else str(mentor.capacity)}
    return {**mentor.attributes, **own, "url": mentor.url}


def _meets(facts: Mapping[str, str], wanted: Mapping[str, set[str]]) -> bool:
    return all(facts.get(column, "").casefold() in values for column, values in wanted.items())


def containing(mentors: Iterable[Profile], text: str) -> set[str]:
    """Return the ids of the mentors who mention every word of a text somewhere, without regard to case.

    >>> pool = [Profile("a", "Reef Lab", "coral reefs"), Profile("b", "Type Lab", "compilers")]
    >>> containing(pool, "CORAL lab")
    {'a'}
    """
    words = text.casefold().split()
    texts = ((mentor.id, _whole(mentor)) for mentor in mentors)
    return {mentor_id for mentor_id, whole in texts if all(word in whole for word in words)}


def with_places(mentors: Iterable[Profile]) -> set[str]:
    """Return the ids of the mentors who have at least one place; one whose capacity is not known has none to count on.

    >>> with_places([Profile("a", capacity=2), Profile("b", capacity=0), Profile("c")])
    {'a'}
    """
    return {mentor.id for mentor in mentors if mentor.capacity}


def _whole(mentor: Profile) -> str:
    evidence = (text for piece in mentor.evidence for text in (piece.title, piece.text))
    fields = (mentor.id, mentor.name, mentor.interests, mentor.statement, *mentor.attributes.values(), *evidence)
    return "\n".join(fields).casefold()
