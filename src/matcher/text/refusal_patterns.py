"""How people refuse things in English: the rules of `wants`, as patterns over lower-cased sentences."""

import re
from typing import NamedTuple

# Where the object of a refusal ends: another clause of the writer's, a contrast, a reason that wants something.
_LONG = r"""
    \s+(?P<object>[^;]{2,400}?)(?=
        \s*[.!?…]*["')]*\s*$ | \s*; | \s+[–—-]{1,2}\s | [–—] |
        ,?\s+(?:but|although|though|whereas|while|yet|unless|however)\b | \)?\s+(?:i|we)\s+(?:care|want|prefer)\b
        | ,\s+(?:(?:so|and|or)\s+)?(?:that\s+)?(?:i|we|my|what|which|instead|rather|please)\b | \s+(?:and|so)\s+(?:i|we
        |my|want|would|hope|now|prefer|love)\b
        | \s+(?:because|since|as)\s+(?:i|we)\s+(?:want|love|like|prefer|enjoy)\b )
"""
_SHORT = r"""
    \s+(?P<object>[^,;:()–—]{2,160}?)(?=
        \s*[.!?…]*["')]*\s*$ | \s*[,;:()–—]
        | \s+(?:but|because|since|so|although|though|which|while|when|where|for|and\s+(?:i|we|my))\b )
"""
_VERB = (
    r"(?:\s+(?:to\s+)?(?:do|be|work\s+(?:on|with|in|at)|join|study|have|pursue"
    r"|spend\s+(?:my\s+)?time\s+(?:on|with|in)))?"
)
_START = r"(?:^|(?<=[•:;]\s)|(?<=\s[–—-]\s)|(?<=^[–—-]\s))"
_DEGREE = (
    r"(?:\s+(?:\w+ly|very|that|too|so|at\s+all|much|even|any\s?more|in\s+the\s+least|at\s+present"
    r"|right\s+now))*"
)

# What a refusal begins with is a word or a comma: the first line spares the inside of words.
_REFUSING = rf"""
    (?: (?<![a-z]) | (?=,) )
    (?: (?: \b(?:i|we)(?:\s+(?:am|are)|'m|'re)(?:\s+\w+ly)?\s+(?:not|no\s+longer|never|hardly|neither)
    | {_START}not | ,\s+not )
        {_DEGREE}\s+(?: interested(?:\s+(?:in|by))? | keen(?:\s+(?:on|to))? | fond\s+of | into |
        an?\s+(?:\w+\s+)?fan\s+of
            | (?:excited|enthusiastic|passionate|curious)\s+(?:about|by|to) | (?:drawn|attracted)\s+(?:to
            |by) | motivated\s+by
            | (?:looking|hoping|here|searching)\s+(?:for|to) | seeking | after | (?:planning|willing
            |open)\s+to
            | an?\s+(?:\w+\s+)?(?:fit|match)\s+(?:for|with) )
      | (?: \b(?:i|we)\s+(?:(?:\w+ly|also|just|still|too|would)\s+)?(?: (?:do|did|would|will
      |could)(?:\s+\w+ly)?(?:\s+not|n't|\s+never) | won't | cannot | can't | never
                | no\s+longer | hardly )
            | {_START}(?:do\s+not|don't|would\s+not|wouldn't|never) )
        {_DEGREE}\s+(?: want | wish | desire | like | love | enjoy | care\s+(?:much\s+)?(?:for|about) |
        intend | plan | seek | look\s+for | hope | fancy
            | see\s+myself | feel\s+(?:drawn\s+to|like) | get\s+excited\s+(?:by|about) | consider
            | work\s+on | work\s+(?:well\s+)?(?:with|in) | do )
      | (?: \b(?:i|we)(?:\s+(?:have|feel|see)|'ve)(?:\s+got)?\s+ | \bwith\s+ | {_START} )(?:\w+ly\s+)?
        (?:no|little|zero|hardly\s+any|not\s+much|limited|very\s+little)\s+(?:\w+\s+)?
        (?:interest|desire|wish|appetite|passion|enthusiasm|ambition|intention|patience
        |inclination)\s+(?:in|for|to|of|towards?)
      | \bwhat\s+(?:i|we)\s+(?:(?:do|would)(?:\s+not|n't)|never|no\s+longer)\s+(?:want|like|enjoy|need
      |seek)(?:\s+to\s+do)?\s+(?:is|are)
      | \bless\s+interested\s+in | \b(?:had\s+)?(?:quite\s+)?enough\s+of | \bprefer\s+not\s+to
      | \blost\s+(?:all\s+|my\s+)?interest\s+in
      | \b(?:i|we)(?:'d|\s+would|\s+will)?\s+(?:much\s+)?rather\s+not
      | (?: \b(?:i|we)(?:'m|\s+am|\s+are|\s+have\s+(?:grown|become)|\s+grew|\s+got|'ve\s+(?:grown|become))
      | {_START} )(?:\s*\w+ly|\s*so)?\s*
        \b(?:tired|weary|bored|sick|fed\s+up|burnt?\s+out|done|through|finished|disillusioned|uninterested
        |disinterested)\s+(?:of|by|with|on|in)
      | \b(?:i|we)(?:'d|'ll|\s+would|\s+will|\s+rather|\s+\w+ly|\s+quite)*\s+(?:dislike|hate|detest|loathe
      |avoid|shun|refuse|dread|can't\s+stand|cannot\s+(?:stand|bear))
      | (?: \b(?:i|we)(?:'d|'m|\s+would|\s+want|\s+wish|\s+hope|\s+prefer|\s+try|\s+intend|\s+plan|\s+am
      |\s+like|\s+trying)+\s+(?:to\s+)? | {_START}(?:please\s+)? )
        (?:avoid(?:ing)? | skip | (?:stay|keep|get|mov)(?:e|ing|ting)?\s+away\s+from
        | steer(?:ing)?\s+(?:clear\s+of|away\s+from)
            | mov(?:e|ing)\s+on\s+from | leav(?:e|ing)\s+behind )
      | \bplease[,:]?\s+(?:no|not|nothing\s+(?:with|about|on)|don't\s+(?:match|place|put)\s+me(?:\s+(?:with
      |in|into))?)
    ){_VERB}{_LONG}
"""
_CONTRASTING = rf"""
    (?: (?P<kept>\b(?:i|we)(?:'d|\s+would)?\s+prefer\s+(?!to\b|not\b)[^,;]{{2,80}}?)\s+over
      | (?P<kept2>\brather\s+(?!than\b)\w+\s[^,;]{{2,100}}?)\s+than
      | ,?\s*\b(?:rather\s+than|instead\s+of|as\s+opposed\s+to|in\s+place\s+of)
      | \b(?:anything|everything)\s+(?:but|except(?:\s+for)?|other\s+than)
      | (?:,?\s+but|,(?:\s+and)?)(?:\s+(?:please|certainly|definitely))?\s+not(?!\s+(?:only|just|merely
      |simply|limited|exclusively|least|yet|always
            |necessarily|because|when|if|as|so|that|to|very|in\s+the\s+sense|even|far|long|sure|until
            |unlike|all|every|being|having|really|quite|once
            |by|from|without|for)\b)
    ){_VERB}{_SHORT}
"""
_PLACED_FIRST = rf"{_START}(?:rather\s+than|instead\s+of|as\s+opposed\s+to)\s+(?P<object>[^,;]{{2,160}}?),"
_TURNED = (
    r"(?<!\bdo\s)(?<!\bhave\s)(?<!\bdid\s)(?<!\bhad\s)(?<!\bdoes\s)(?<!\bcould\s)"
    r"\bnot(?!\s+(?:only|just|merely|simply|because|that)\b)\s+(?P<object>[\w\s'-]{2,80}?),?\s+but\s+"
    r"(?!also|not)(?:rather\s+)?"
)
_POLITE = rf"{_START}no\s+(?:more\s+)?(?P<object>[^,;.!]{{2,80}}?),?\s+(?:please|thanks|thank\s+you|for\s+me)\b"
FRAGMENT = rf"""
    {_START}not\s+(?!(?:only|just|merely|simply|because|that|until|to|if|when|as|so|very|too|all|every\w*|many|much|any\w*
        |one|once|even|the\s+least|least|yet|far|long|quite|really|always|sure|bad|unlike|without|\w+ly|\w+ing
        |an?\s+(?:single|day|expert|specialist|\w+\s+(?:expert|specialist)))\b)
    (?P<object>[^,;:.!?]{{3,80}}?)(?=\s*(?:[:;.!]|$))
"""
_JUDGED = r"""
    (?:^|(?<=,\s)|(?<=\band\s)|(?<=\bbut\s))(?P<object>[^,;.]{3,120}?)\s+
    (?: (?:is|are)(?:\s+\w+ly)?(?:\s+not|n't)(?:\s+(?:\w+ly|quite|exactly))?\s+
            (?: for\s+me | my\s+(?:thing|cup\s+of\s+tea|style|field|area|passion) | what\s+i(?:'m
            |\s+am)?\s+(?:want|look\w*|seek\w*|after|like|enjoy)(?:\s+for)?
            | interesting\s+to\s+me | something\s+i\s+(?:want|enjoy|like|seek)(?:\s+to\s+\w+)? )
      | (?:do|does)(?:\s+not|n't)(?:\s+\w+ly)?\s+(?:interest|excite|appeal\s+to|attract|motivate|fascinate
      |move|suit)\s+me
      | bores?\s+me | leaves?\s+me\s+cold | puts?\s+me\s+off | (?:is
      |are)\s+(?:a\s+)?deal-?breakers?(?:\s+for\s+me)? )\b
"""
WANTING = re.compile(
    r"\b(?:i|we)\b.{0,60}\b(?:want|like|love|prefer|interested|looking|hope|enjoy|seek|care|keen|drawn|excited"
    r"|wish|aim|work on)|\bmy (?:\w+ )?(?:work|interests?|focus|goal|aim|dream|passion|research)\b"
    r"|\binterest(?:s|ed)?\b"
)
"""Sentences in which "not A but B" and "B, not A" are about the writer, and not about how things are."""

NOT_SO = re.compile(r"\W*(?:and |but )?not ")


class Rule(NamedTuple):
    """One way to refuse: its pattern, and in which company of words it can be found.

    Of one of the `needs` a sentence must have a word of each group.
    """

    pattern: str
    needs: tuple[tuple[frozenset[str], ...], ...]

    @property
    def signs(self) -> frozenset[str]:
        """The words of which a sentence must have at least one."""
        return frozenset().union(*(groups[0] for groups in self.needs))

    def may_apply(self, words: set[str]) -> bool:
        """Tell whether a text of these words may refuse something so."""
        return any(not any(group.isdisjoint(words) for group in groups) for groups in self.needs)


def _rule(pattern: str, *needs: str) -> Rule:
    return Rule(pattern, tuple(tuple(frozenset(group.split()) for group in need.split("+")) for need in needs))


RULES = (
    _rule(_PLACED_FIRST, "rather instead opposed"),
    _rule(
        _REFUSING,
        """not cannot never no hardly neither + interested keen fond into fan excited enthusiastic passionate curious
        drawn attracted motivated looking hoping here searching seeking after planning willing open fit match want wish
        desire like love enjoy care intend plan seek look hope fancy see feel get consider work do need""",
        """no little zero hardly not limited + interest desire wish appetite passion enthusiasm ambition intention
        patience inclination""",
        "less + interested",
        "enough + of",
        "prefer rather + not",
        "lost + interest",
        "tired weary bored sick fed burn burnt done through finished disillusioned uninterested disinterested"
        " + i we of by with on in",
        "dislike hate detest loathe avoid shun refuse dread cannot",
        "avoid avoiding skip",
        "stay staying keep keeping get getting move moving steer steering + away clear from",
        "leave leaving + behind",
        "please + no not nothing don",
    ),
    _rule(_TURNED, "not + but"),
    _rule(_CONTRASTING, "prefer + over", "rather + than", "instead opposed place", "anything everything", "not"),
    _rule(_POLITE, "no + please thanks thank me"),
    _rule(_JUDGED, "not bore bores deal dealbreaker dealbreakers", "leave leaves + cold", "put puts + off"),
    _rule(FRAGMENT, "not"),
)
"""The ways to refuse, in the order they are looked for."""

_WORD = re.compile(r"[a-z]+")


def words_of(text: str) -> set[str]:
    """Return the words of a text as the rules name them; "don't" is a "not" too.

    >>> sorted(words_of("I don’t row."))
    ['don', 'i', 'not', 'row', 't']
    """
    lowered = text.lower()
    words = set(_WORD.findall(lowered))
    if "n't" in lowered or "n’t" in lowered:
        words.add("not")
    return words


NO_REFUSAL = r"""
      (?:\bnot|n't)\s+(?:only|just|merely|simply|solely|exclusively)\b
    | \b(?:could|can|would|will|ca|wo)(?:\s+not|n't|not)\b[^.;]{0,80}\bwithout\b | \b(?:cannot|can't
    |can\s+not|couldn't|could\s+not)\s+imagine\b
    | \bno\s?(?:one|body)\b[^.;]{0,80}\b(?:better|more)\b | \bnothing\b[^.;]{0,80}\b(?:more|better
    |as\s+much)\b | \bno\s+(?:other|less)\b
    | (?:\b(?:not|never|cannot)|n't)\s+(?:\w+\s+){0,3}(?:miss|stop|give\s+up|lose|leave|quit|abandon|ignore
    |neglect|limit|limited|restrict|forget|hesitate
        |mind|dislike|hate|regret|avoid|shy|exclude|rule\s+out|tired?|bored|afraid|uninterested|waste
        |choose|pretend)\b
    | \bwhether\s+or\s+not\b | \bwhy\s+not\b | \b(?:can't|cannot)\s+wait\b | \bcould(?:\s+not|n't)\s+agree\b
    | (?:\b(?:not|never)|n't)\s+(?:want|like|enjoy|love|do)\s+\w+\s+(?:more|better)\b
    | (?:\bnot|n't)\s+interested\s+(?:only|solely|just|merely)\b | \b(?:until|used\s+to|at\s+first
    |initially|as\s+a\s+child|back\s+then)\b
"""
ONLY = re.compile(r"\b(?:only|alone|exclusively|just|solely|merely)\s*$|^(?:only|just|solely)\b", re.IGNORECASE)
POINTING = frozenset({"it", "that", "this", "those", "these", "them", "so", "one", "me", "you"})
