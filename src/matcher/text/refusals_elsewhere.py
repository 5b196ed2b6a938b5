"""The plainest refusals in German, Spanish, French, Italian, Portuguese and Dutch.

First person, present tense, a verb of wishing, and the thing as the one group of each pattern. Whatever is less plain
is not taken; `may_refuse` tells a text in which there may be one, so that its reader can be told.
"""

import re

from matcher.text.tokens import is_foreign

_NOT_A_THING = (
    r"(?!(?:nur|so|es|das|sie|ihn|mehr als|alles|was|wie|wenn|dass|ohne|allein|am wochenende|fama|dinero|lo|la vez|esto"
    r"|eso|sólo|solo|sola|solamente|sin|que|qué|seule?s?|seulement|sans|ça|cela|tout|le (?:soir|week-end|lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi|dimanche)|soltanto|ciò|questo|tutto|che|senza|da sol[oa]|isso|tudo|apenas|só|sem"
    r"|sozinh[oa]|het|dat|alleen|zonder)\b)"
)
_NAMED = rf"{_NOT_A_THING}([^,;:.!?()]{{3,80}}?)"
_SHORT = r"((?:[^\s,;:.!?]{1,30} ){0,2}[^\s,;:.!?]{1,30})[.!]?$"
_LAST = r"(?=[,;:.!()]|$| (?:sondern|sino|pero|porque|mais|parce|mas|ma|perché|maar|omdat|weil|aber)\b)"

ELSEWHERE = (
    (
        r"\bich (?:möchte|will|würde)(?: auf keinen fall| gern| lieber| wirklich| eher)? (?:nicht|nie|nie wieder)"
        rf"(?: mehr)?(?: gern)? (?:mit|an|in|im bereich|im|über|auf) {_NAMED} (?:arbeiten|forschen|promovieren"
        rf"|zu tun haben){_LAST}|\bich (?:möchte|will) kein(?:e|en)? {_NAMED} (?:machen|betreiben|mehr)\b"
        rf"|\bich habe (?:kein|keinerlei) interesse an {_NAMED}{_LAST}|^(?:kein|keinerlei) interesse an {_SHORT}"
        rf"|\bich interessiere mich (?:überhaupt |gar )?nicht für {_NAMED}{_LAST}",
        "ich interesse + nicht nie kein keine keinen keinerlei",
    ),
    (
        r"\bno (?:quiero|quisiera|deseo|me gustaría) (?:trabajar|investigar|dedicarme|hacer)"
        rf"(?: (?:con|en|sobre|a))? {_NAMED}{_LAST}"
        rf"|\bno (?:me interesan?|busco|tengo (?:ningún )?interés (?:en|por)) {_NAMED}{_LAST}",
        "no + quiero quisiera deseo gustar interesa interesan busco tengo",
    ),
    (
        r"\bje ne (?:veux|souhaite|voudrais|désire) (?:pas|plus) (?:travailler|faire de la recherche|faire)"
        rf"(?: (?:sur|avec|dans|en|de la|de|du)(?: des)?)? {_NAMED}{_LAST}"
        rf"|\bje ne m'intéresse pas (?:du tout )?(?:à la|à|aux|au) {_NAMED}{_LAST}|\bje n'ai (?:pas d'"
        rf"|aucun )intérêt pour (?:la |le |les )?{_NAMED}{_LAST}|^(?:pas d'|aucun )intérêt pour {_SHORT}",
        "je ne pas aucun + veux souhaite voudrais sire intéresse int",
    ),
    (
        r"\bnon (?:voglio|vorrei|desidero) (?:lavorare|fare ricerca)"
        rf"(?: (?:su|con|in|sul|sulla|sulle|sui|nel|nella))? {_NAMED}{_LAST}|\bnon mi interessa(?:no)? {_NAMED}{_LAST}"
        rf"|\bnon ho (?:nessun )?interesse per {_NAMED}{_LAST}|^nessun interesse per {_SHORT}",
        "non nessun + voglio vorrei desidero interessa interessano interesse",
    ),
    (
        r"\bnão (?:quero|queria|desejo|gostaria de) (?:trabalhar|pesquisar|investigar)"
        rf"(?: (?:com|em|sobre|no|na|nos|nas))? {_NAMED}{_LAST}"
        rf"|\bnão (?:me interessam?|tenho interesse (?:em|por)) {_NAMED}{_LAST}",
        "quero queria desejo gostaria interessa interessam tenho",
    ),
    (
        rf"\bik wil (?:niet|nooit)(?: meer)? (?:met|aan|in|op) {_NAMED} (?:werken|onderzoek doen){_LAST}"
        rf"|\bik heb geen interesse in {_NAMED}{_LAST}|^geen interesse in {_SHORT}",
        "ik geen + wil interesse",
    ),
)
"""Pattern, whose object is inside it, and the words that it needs."""

_NEGATED = re.compile(
    r"\b(?:ich|mich|mir|meine?)\b.{0,80}\b(?:nicht|nie|keine?[nrms]?)\b|\b(?:nicht|keine?[nrms]?) (?:für mich|mein)\b"
    r"|\bno (?:me|quiero|quisiera|busco|deseo)\b|\b(?:je|j'|me|m').{0,60}\b(?:pas|jamais|plus|aucune?)\b"
    r"|\bpas (?:pour moi|mon|ma)\b|\bnon (?:mi|voglio|vorrei|desidero|cerco)\b|\bnão (?:me|quero|gosto|desejo|busco"
    r"|procuro)\b|\bik\b.{0,60}\b(?:niet|geen|nooit)\b"
)
_IN_OTHER_SCRIPTS = re.compile(
    "不想|不喜欢|不感兴趣|没有?兴趣|したくない|興味(?:は|が)?な|не хочу|не интерес|관심이 없"
)


def may_refuse(text: str) -> bool:
    """Tell whether a sentence in another language than English may refuse something, whether or not it is found.

    >>> may_refuse("Wellen sind nicht mein Fach."), may_refuse("Ich messe Wellen.")
    (True, False)
    """
    lower = text.lower()
    return bool(_IN_OTHER_SCRIPTS.search(lower)) or (bool(_NEGATED.search(lower)) and is_foreign(text))
