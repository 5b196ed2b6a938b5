"""How people refuse a field or a way of working in English, as patterns over lower-cased sentences.

Precision comes first: the writer speaks of now, in the first person, with a verb of wishing, and the thing refused is
one that a lab could do. How a method works ("a range rather than one optimum"), what was once disliked, and figures of
speech are none of that. Every pattern begins with a word and repeats nothing without a bound, so that the time
it takes grows with the length of the text and no faster.
"""

import re

_WHO = r"\b(?:i|we)"
_AM = rf"{_WHO}(?: am| are|'m|'re)"
_NEVER = r"(?:do not|don'?t|would not|wouldn'?t|will not|won't|never|no longer)"
_DEGREE = r"(?: (?:\w{2,12}ly|very|that|too|so|at all|much|even|any ?more|in the least|at present|right now)){0,2}"
_START = r"(?:^|(?<=[•;:] )|(?<=^[–—-] ))"
_WORK = (
    r"(?:work(?:ing)?(?: (?:on|with|in|at|for))?|do(?:ing)?|study(?:ing)?|join(?:ing)?|pursu(?:e|ing)|continu(?:e"
    r"|ing)(?: with)?|research(?:ing)?|focus(?:ing)? on|speciali[sz](?:e|ing) in|spend(?:ing)?(?: \w+){0,3} (?:on|with"
    r"|in|at)|deal(?:ing)? with|build(?:ing)?|train(?:ing)?|run(?:ning)?|manag(?:e|ing)|develop(?:ing)?"
    r"|maintain(?:ing)?|handl(?:e|ing)|label(?:l?ing)?|us(?:e|ing)|writ(?:e|ing)|cod(?:e|ing)|forecast(?:ing)?"
    r"|predict(?:ing)?|be(?:ing)? (?:in|part of))"
)
"""Verbs of work: what one does not want to "argue" or "hide" is a manner of speaking, and no field."""

OPENERS = (
    rf"(?:{_AM}(?: \w{{2,12}}ly)? (?:not|no longer|never|hardly)|{_START}not|, (?:and |but )?not){_DEGREE}"
    r" (?:interested (?:in|by)|keen (?:on|to)|fond of|into|an? (?:\w+ )?fan of"
    r"|(?:excited|enthusiastic|passionate|curious) (?:about|by)|(?:drawn|attracted) (?:to|by)"
    r"|(?:looking|hoping|searching|here) for|looking to|hoping to|planning to|seeking)",
    rf"(?:{_WHO}(?: \w{{2,12}}ly| also| just| still|'d| would)? {_NEVER}|{_START}(?:do not|don't)){_DEGREE}"
    r" (?:want|wish|like|love|enjoy|intend|plan|seek|look for|fancy|see myself|feel drawn to"
    r"|get excited (?:by|about))(?: to)?",
    rf"{_WHO}(?: have(?: got)?| feel| see|'ve(?: got)?)(?: \w{{2,12}}ly)?"
    r" (?:no|little|zero|hardly any|not much|very little) (?:\w+ )?"
    r"(?:interest|desire|wish|appetite|passion|enthusiasm|ambition|intention|inclination) (?:in|for|to|of|towards?)",
    rf"\bwhat (?:i|we) {_NEVER}{_DEGREE} (?:want|like|enjoy|seek)(?: to do)?(?: is| are|(?=:))",
    rf"(?:{_AM}|{_START})(?: \w{{2,12}}ly| much| far)? ?less interested in",
    rf"{_WHO}(?: have|'ve) (?:had )?(?:quite )?(?:enough of|lost (?:all |my )?interest in)",
    rf"{_WHO} lost (?:all |my )?interest in",
    rf"{_WHO}(?:'d| would)?(?: much)? (?:prefer|rather) not(?: to)?",
    rf"(?:{_AM}|{_WHO} (?:have grown|have become|grew|got)|{_WHO}'ve (?:grown|become))(?: \w{{2,12}}ly| so| quite)?"
    r" (?:tired of|weary of|bored (?:of|by|with)|sick of|fed up with|disillusioned (?:by|with)|uninterested in)",
    rf"{_WHO}(?:'d| would| \w{{2,12}}ly)? (?:dislike|hate|detest|loathe|dread|can't stand|cannot stand|can't bear)",
    rf"{_WHO}(?:'d| would)? (?:want|wish|hope|prefer|intend|plan|like) (?:to|on) (?:avoid"
    r"|(?:stay|keep|get|move|moving) away from|steer clear of|move on from|moving on from|leave behind|leaving behind)",
    rf"{_START}(?:please,? (?:no|not|nothing (?:with|about|on))"
    r"|(?:please,? )?(?:don't|do not) (?:match|place|put|pair|send|assign) me (?:with|in|into|to))",
    rf"{_WHO} (?:will not|won't|refuse to)(?: \w{{2,12}}ly| ever)? (?:work (?:on|with|in)|take part in|join)",
    rf"{_WHO} (?:could not|couldn't) care less about",
    rf"{_AM}(?: \w{{2,12}}ly| now| so| quite)? done with(?! (?:the|my|our|this|that|these|all|an?|exams?"
    r"|classes|course\w*|lectures|school|university|training|military service)\b)",
    rf"{_WHO}(?:'ll| will|'d| would)(?: rather)? (?:pass on|skip)"
    r"(?! (?:the|my|this|that|an?|to|it|lunch|breakfast|what|everything)\b)",
    r"\b(?:keep me (?:away from|out of)|leave me out of|count me out (?:of|for))",
    rf"{_AM}(?: now| \w{{2,12}}ly)? (?:moving|turning|walking) away from",
    rf"\b(?:topics|fields|areas|subjects|projects|work) (?:that )?{_WHO}(?:'d| would)?"
    r" (?:rather |like to |want to |prefer to )?avoid(?: are| is)?",
    rf"{_WHO}(?:'d| would)? (?:like|love|take|enjoy|do|be happy with) (?:anything|everything) (?:but"
    rf"|except(?: for)?|other than)",
)
"""What comes before the thing refused, which goes on to the end of its clause."""

_WISH = (
    rf"(?:{_WHO}(?:'d| would| \w{{2,12}}ly){{0,2}} (?:want|like|love|prefer|enjoy|hope|wish|seek)"
    rf"|{_AM}(?: \w{{2,12}}ly| more| most| very){{0,2}}"
    r" (?:interested in|looking for|drawn to|excited (?:by|about)|keen on|seeking))"
    rf"(?: to {_WORK})?"
)
_PLAIN_PHRASE = r" (?!to\b|more\b|it\b)(?:(?!that |which |who |how |why |what |whose )[\w'/&+-]+,? ){1,10}?"

CONTRASTS = (
    rf"{_WHO}(?:'d| would)? prefer{_PLAIN_PHRASE}(over|to|rather than|instead of)(?! \w+ing\b)",
    rf"{_WHO}(?:'d| would)?(?: much)? rather (?!not\b|than\b)(?:[\w'/&+-]+,? ){{1,12}}?(than)",
    rf"{_WISH}{_PLAIN_PHRASE}(rather than|instead of|as opposed to)(?= )",
    rf"{_WISH}{_PLAIN_PHRASE}(?<=, )((?:but )?(?:certainly |definitely |please )?not(?: in| on)?)(?= )",
    rf"\bmy (?:\w{{2,12}} )?(?:interests?|passion|heart) (?:is|are|lies?)(?: in| on| with)?{_PLAIN_PHRASE}"
    r"(?<=, )((?:and |but )?not (?:in|on|with))(?= )",
)
"""What is wished for and what is not, in one clause; what stands before the contrast stays."""

JUDGED = (
    r" (?:is|are)(?: \w{2,12}ly)? ?(?:not|n't)(?: \w{2,12}ly| quite)? (?:for me|my thing|my cup of tea"
    r"|interesting to me|what i(?:'m| am)? (?:want|looking for|look for|after|seek))\b|(?: (?:do|does))? ?(?:not"
    r"|n't)(?: \w{2,12}ly)? (?:interest|excite|appeal to|attract|motivate|fascinate|suit) me\b| bores? me\b"
    r"| leaves? me cold\b| puts? me off\b| turns? me off(?=[,;.!]|$)| do(?:es)? nothing for me(?=[,;.!]|$)| (?:is"
    r"|are) (?:a )?(?:deal-?breakers?|no-?gos?)(?: for me)?\b"
)
"""What comes behind the thing refused, which is the subject of its clause."""

ANSWERED = (
    r"[|:?–—-]{1,3} ?(?:not interested|no interest|no,? thanks?(?: you)?|not for me|never again|please not)(?=[.!]?$)"
)
"""The same as the answer to it: "fintech: no thanks"."""

FIRST = rf"{_START}(?:rather than|instead of|as opposed to) ([^,;]{{2,80}}), (?={_WISH})"
POLITE = (
    rf"(?:{_START}|, (?:so )?(?:and )?(?=no ))(?:no(?: more)?|nothing (?:to do )?(?:with|about|on|in)"
    r"|anything (?:but|except(?: for)?|other than)) ((?:(?! (?:is|are|was|were|too|can|will"
    r"|has)\b)[^,;.!]){2,80}?),? (?:(?:please|pls|plz|thanks|thank you)\b|for me(?=[,;.!]|$))"
)
SET_ASIDE = (
    rf"{_START}not (?!(?:long|sure|yet|bad|to|so|that|all|every\w*|much|many|quite|really|because|far|too|very"
    r"|here|there|now|always|even|least|enough|surprising\w*|possible|easy|in|on|at|for|from|with|by)\b)"
    r"([\w'/&+-]+(?: [\w'/&+-]+){0,4}): (?:i|we|it|that|this|those|they|others|not|my)\b"
)
"""Says first what is not meant, as in "Not trade: I leave it to others"."""

OBJECT_END = re.compile(
    r"\s?(?:[;:()–—?!…]|\.(?=\s|[\"'”’)]|$)|\s-{1,2}\s|,\s(?:(?:so|and|or|but)\s)?(?:that\s)?(?:i|we|my|what|which"
    r"|instead|rather|please|neither|as)\b|,?\s(?:but|although|though|whereas|while|yet|unless|however|because|since"
    r"|and (?:i|we|my|so|want|would|hope|now|prefer|love)|so (?:i|we|my)|(?:i|we) (?:care|want|prefer))\b|\s?$)"
)
"""Where the thing refused ends: another clause, a contrast, a reason, the end of the sentence."""

_ITEM = r"(?!(?:and|but|so|or|nor|i|we|because|since)\b)[\w'-]+(?: (?!or\b|nor\b)[\w'-]+){0,2}"
_OR = r"(?:or|nor) (?!(?:in|on|with|for|to|i|we)\b)"
CONTRAST_END = re.compile(
    rf",(?! (?:{_ITEM}, ){{0,4}}(?:{_ITEM},? )?{_OR})|\s(?:for|when|where|as|so|which|that)\b|{OBJECT_END.pattern}"
)
"""Where it ends behind a contrast, which takes one thing, or several with an "or" before the last."""

NO_OBJECT = re.compile(
    r"(?:to )?(?:it|that|this|those|these|them|so|one|me|you|us|him|her|anyone|anybody|anything|everything|people"
    r"|others|my|our|your|his|their|its|what|how|why|when|where|who|whether|if|the (?:way|idea|fact|reader|slightest)"
    r"|being|having|such|as|only|just|merely|solely|simply|to|from|by|through|at|more|less|any(?:thing)? (?:more|less"
    r"|else)|because|until|than|(?:the )?(?:money|fame|titles|prestige|mondays)|perfection|excuses?|surprises?"
    r"|reasons?|(?:\w{2,12} )?(?:problems?|time|need|chance|hurry|answers?|shortcuts?|overfitting|jargon|injustices?"
    r"|mistakes|errors|confusion|waste)$)\b"
)
"""What the thing refused does not begin with: pronouns, clauses, and what only looks like a thing."""

WORK_OBJECT = re.compile(rf"(?:to )?{_WORK}(?= )")
NO_WORK = re.compile(
    r"(?:to )?(?:argue|claim|say|pretend|talk|go|bore|repeat|waste|suggest|imply|sound|brag|complain|discuss|mean|stop"
    r"|(?:see|hear|watch|wait|be|hav|mak|explain|tell|ask|liv|look)ing|limit|give|lose|miss|leave|forget|hide|be"
    r"|become|get|make|take|let|see|know|think|feel|live|die|wait|start|end|keep|put|call|ask|tell|show|hear|look|help"
    r"|find|bother|disturb|offend|hurt|force|judge|blame|fail|quit|abandon|ignore|neglect|restrict|exclude|rule|choose"
    r"|decide|imagine|explain|describe|list|name|mention|overstate|exaggerate|rely|depend|assume|replace|compete|have"
    r"|admit|apologi[sz]e|convince|impress|spoil|reveal|share|present|read|watch|eat|drive|travel|move|return|stay"
    r"|come|turn)\b"
)
"""Verbs behind "I do not want to" that say nothing of a field."""

CONTRASTED = re.compile(r"(?:an?|the|one|each|every|single|in|on|with|\w+ing)\b|\w+(?: me| it| them)\b")
"""What stands behind a contrast in the account of a method: one optimum, the reference, comparing."""

LAB_WORDS = re.compile(
    r"\b(?:labs?|groups?|teams?|projects?|positions?|places?|jobs?|roles?|topics?|fields?|research|supervisors?"
    r"|work|year of)\b"
)
NOT_MEANT = re.compile(
    r"\bnot (?:only|just|merely|simply|solely|exclusively)\b|\bwhether or not\b|\bwhy not\b"
    r"|\b(?:used to|at first|(?:when|once|after|until|before|as) (?:i'm|i am|we are|we're)(?: \w{2,12})? done"
    r"|initially|back then|as an? (?:child|pupil|kid|teenager|student|undergraduate|girl|boy|freshman)"
    r"|in (?:high )?school|früher|als (?:kind|schüler|schülerin|student|studentin)|antes|de niñ[oa]|autrefois"
    r"|quand j'étais|da bambin[oa]|antigamente|years? ago|when i was|thought|decided|believed|assumed|told|said|says"
    r"|until|no longer true|in the past)\b|\b(?:would|want|like|enjoy|love)(?: \w+){1,3} (?:more|better)\b"
)
"""Words around a refusal that take it back, set it in the past or turn it into something else."""

TAKEN_BACK = re.compile(
    r"[,;]? (?:but|though|although|yet)\b.{0,60}?\b(?:open to|willing|happy to|glad to|would still|do not mind"
    r"|don't mind|changed|(?:like|love|do|try|consider|learn|need|use) (?:it|them|that)|if needed|if necessary)\b"
    r"|,?\s(?:unless|without|if|except)\b"
)
"""What behind it takes it back: "but I am open to it", "unless", "without"."""

PARTIAL = re.compile(
    r"\b(?:without|unless|if|except)\b|\b(?:only|alone|exclusively|solely|merely|per se|as such|itself"
    r"|for its own sake|at last|just|them|it|those|these|this|us)$|\bfor the sake\b"
)
"""What at the end of the thing says that it is wanted, with more."""
