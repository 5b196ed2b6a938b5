"""The words and patterns that tell an interest from everything else; `interest_phrases` applies them."""

import re

LONGEST = 6
"""Words of a phrase; what is longer is a sentence."""

LONGEST_CJK = 12
"""Characters of a phrase in Chinese or Japanese, which part no words."""

CJK_SENTENCE = re.compile(r"[。!?！？]|我|们|私|です|ます|습니다|希望|并且|因为")

PLACEHOLDERS = frozenset(
    """
    here link links this page website site homepage blog post read click more github gitlab linkedin twitter
    mastodon orcid scholar google cv resume résumé pdf doc slides code repo repository demo video paper preprint
    email mail source download web home top back next previous url doi project work working research team teams lab
    projects note important really very always never must only please yes personal posts misc miscellaneous news
    update updates general uncategorized random thoughts meta about life index introduction fun soon later now today
    application applications admission supervisor supervisors job jobs phd position positions draft drafts featured
    archive portfolio diary journal me travel everything things stuff topics presentation poster main helpers ways
    topic area field level duration description abstract summary title date author location question interests
    looking interest hobbies hobby other others various many english german spanish essay statement languages skills
    education references experience publications professional academic scientific technical private broad wide
    diverse varied interdisciplinary again further abroad full-time part-time program programme course courses
    opportunity opportunities graduate school university industry academia
    """.split()
)
"""Words that name no field: a phrase of nothing else is a link's text, a label or a place to file things."""

UNSPOKEN = re.compile(
    r"\b(?:i|i['’]\w{1,3}|me|my|mine|you|your|we|our|(?-i:[Uu]s|[Ii]t)|it['’]s|its|he|she|him|her|his|they|them|their"
    r"|this|that|these|those|here|there)\b",
    re.IGNORECASE,
)
FINITE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|has|have|had|will|would|can|could|should|must|may|might|do|does|did|don['’]t"
    r"|cannot|became|become|seems?|started|began|grew|makes?|made|means?|meant|needs?|wants?|likes?|loves?"
    r"|interests me|helps?|allows?|gives?|gave|took|takes|went|goes|wrote|built|led|taught|learned|learnt|worked"
    r"|studied|joined|received|estudi[oé]|trabaj[oé]|practico|domino|fueron|soy|estoy|tengo|quiero|bin|habe|arbeite"
    r"|studiere|möchte|suis|(?-i:ai)|travaille|étudie|voudrais)\b",
    re.IGNORECASE,
)
INSTITUTION = re.compile(
    r"\b(?:universit\w{1,4}|college|school|institut\w{0,3}|academy|hochschule|gmbh|inc|ltd|corp|llc|company|department"
    r"|faculty|ministry|award\w{0,2}|prize|fellowship|scholarship|grant|dean['’]s list|certificat\w{1,4}|diploma"
    r"|bachelor\w{0,3}|master['’]s|b\.?sc|m\.?sc|b\.?eng|m\.?eng|ph\.?d|b\.?a|m\.?a|degree|honou?rs|internship|intern"
    r"|assistant|professor|prof|dr|mr|mrs|ms|gpa|semester|thesis|dissertation|curriculum|volunteer)\b\.?",
    re.IGNORECASE,
)
STRESSED = frozenset(
    """
    first second third every other great small large whole single double strong happy proud wrong right today
    maybe still again alone above below under after before while until never always often together different
    better best worst exactly
    """.split()
)
"""Words that people stress and that name nothing."""

DATE = re.compile(
    r"[\s,(|–—-]{0,4}(?:\b(?:since|from|until) )?"
    r"(?:\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? )?\b(?:19|20)\d\d\b"
    r"(?:\s?(?:-{1,2}|–|—|to|/)\s?(?:(?:[a-z]{3,9}\.? )?(?:19|20)?\d\d|present|now|today))?\)?",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"\(?(?:https?://|www\.)[^\s()]{1,300}\)?|\b[\w.-]{1,60}\.(?:org|com|net|io|edu|dev|me)(?:/[^\s()]{0,200})?", re.I
)
POINTING = frozenset("see at via from here cf more → ⇒ -> => > @".split())
EDGE_WORDS = frozenset(
    """
    and or but etc the a an of in on for with to by at as from into about especially specially specifically
    particularly particular mostly including namely mainly also both all any anything above well e.g i.e such like
    than rn y o e de la el los las und oder der die das et ou le les un une
    """.split()
)
BAD_STARTS = frozenset(
    """
    how why what when where who whether which that if because since so by in on at for with from to of as not no
    never very really more most much less least only just working studying being having doing helping joining
    going getting making becoming
    """.split()
)
ASKING = frozenset("how why what when whether".split())
PASTIMES = re.compile(
    r"(?:the )?(?:(?:playing|watching|doing|reading|listening to|trail|rock|ice|road|mountain|street|live|jazz|folk"
    r"|classical|electric|acoustic|bass|team|water|winter|outdoor|long|good|old|some|amateur|science|distance|ballroom"
    r"|city) )?(?:hiking|climbing|running|swimming|cycling|skiing|sailing|rowing|yoga|football|soccer|basketball"
    r"|tennis|chess|board games|video games|travel(?:l?ing)?|reading|books|novels|cooking|baking|gardening|knitting"
    r"|photography|painting|dancing|singing|choir|guitar|piano|violin|music|movies|films|cinema|sports?|coffee|tea"
    r"|pizza|food|cats|dogs|deportes?|música|viajes|viajar|cocina|cine|lectura|fútbol|ciclismo|natación|reisen|kochen"
    r"|musik|lesen|wandern|fußball|cuisine|voyages|musique|randonnée|lecture|cinéma)",
    re.IGNORECASE,
)
WRAPPING = re.compile(
    r"(?:(?:at|in)\s(?=the))?(?:(?:the|a|an|my|any|some)\s)?(?:(?!(?:to|in|of|on|with"
    r"|for)\s)[\w,-]{1,20}\s(?:and\s)?){0,4}?(?:nature|fields?|areas?|world|topics?|subjects?|study|studies|science"
    r"|ideas?|problems?|questions?|art|beauty|power|role|opportunity|prospect|potential|challenges?|possibility"
    r"|intersection|interface|crossroads|interests?|aspects?|kinds?|sorts?|ways?|phd|ph\.d\.|position|project|thesis"
    r"|work|research|career|degree|curiosity|passion|fascination)\s(?:of|in|on|about|for|at)\s",
    re.IGNORECASE,
)
STUDYING = re.compile(
    r"(?:to )?(?:stud(?:y|ying)|explor(?:e|ing)|investigat(?:e|ing)|research(?:ing)?|understand(?:ing)?"
    r"|learn(?:ing)?(?: more)? about|work(?:ing)? on|pursu(?:e|ing)|further explor(?:e|ing)|deepen(?:ing)?)\s",
    re.IGNORECASE,
)
CUT = re.compile(
    r"\s(?:for (?:a|the|my|some|this|that|its)|because|since|when|where|while|which|who|whose|that|through|by|at|under"
    r"|with(?=\s(?:a|the|my|your|you))|as (?:well|a|an|it)|to [a-z]|in order|within|during|after|before|from (?:a|the"
    r"|my)|so|if|until|(?:excit|interest|fascinat|intrigu)\w{1,4} me|began|started|grew|came|all day"
    r"|these days|right now|a lot|one day|too|rather|instead|but"
    r"|and (?:i|how|why|what|to|the way))\b|\s\(|\s[–—-]{1,2}\s",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r",\s{0,9}(?:(?:and|or|y|und|et|o|e)\s)?|\s(?:and|or|&|y|und|et)\s(?:(?:on|in|to|by|about|with)\s)?|\s[·|•/]\s"
    r"|[;、，；()]"
)
HARD = re.compile(r"[;、；]|\s[·|•]\s")
PLACED = re.compile(
    r"(?:at|with|under|for|from|by|in)\s(?!particular|the (?:\w{1,20} )?(?:intersection|interface|crossroads|fields?"
    r"|areas?)\b)",
    re.IGNORECASE,
)
"""Opens where or with whom somebody wants to study, and not what."""

ASIDE = re.compile(
    r"(?:^|,? ?)\(?(?:amongs?t? (?:other things|others|many other things)|(?:for|as an) (?:example|instance)|inter alia"
    r"|above all|most of all|in general)\b\)?,? ?",
    re.IGNORECASE,
)
RANGE = re.compile(r"(?:\w{1,20}, |(?:widely|broadly) )?from (.{2,80}?) (?:over|through|to) (.{2,80})", re.IGNORECASE)
"""Two ends of what somebody likes: "from number theory to cryptography"."""

MANNER = re.compile(r",\s(?:with|using|by|via|through|based on|if|though|although|where|when)\s", re.IGNORECASE)
"""Opens how a subject is studied, behind it."""
