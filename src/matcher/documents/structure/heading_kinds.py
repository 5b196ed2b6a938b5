"""What a heading says its section is about, in the words that people use for it, in nine languages."""

import re
import unicodedata
from functools import cache

from matcher.text.identity import CJK

_AVOID = r"""
    ^(?!why\b|how\b)(?=.*\b(?:i|we|me|my|i'm|i'd|i'll|i've)\b) .{0,60}?(?:\b(?:not|never|no\ longer|less)\b
      |n't\b) .{0,60}?\b(?:fit|match|want|like|enjoy|look|looking|seek|seeking|interest|interests|interested|for\ me
      |my\ thing|into|work\ on|do|keen|excite|excites|need|am)\b
    | ^(?:not|less|never)\ (?:\w+\ ){0,2}(?:interested|looking|for\ me|my\ thing|into|keen|wanted|fan\ of|fit|match)\b
    | ^what\ i(?:'m|\ am)\ not$ | \b(?:bad|poor|no)\ (?:fit|match)$ | ^misfits?$
    | ^(?:please\ )?avoid$ | ^please\ (?:no|avoid)\b | \b(?:to|i|i'd|rather)\ avoid$
    | ^(?:(?:my|some|personal|other|a\ few)\ )*(?:dislikes?|deal.?breakers?|red\ flags?|traps?|turn.?offs?
      |non.?goals|anti.?goals|no.?gos?|pet\ peeves?|out\ of\ scope)$
    | \bich\b.{0,40}\bnicht\b | ^(?:nicht|kein|keine|keinen|lieber\ nicht|ungern)(?:\ [^\W\d_]+){0,3}$
    | \bje\ ne\ .{0,40}\bpas\b | \bà\ éviter\b | \bpas\ (?:pour\ moi|intéress\w+)\b
    | \bno\ (?:busco|quiero|me\ interesa|encaj\w+)\b | \b(?:a|quiero)\ evitar\b | \bnon\ (?:cerco|voglio
      |mi\ interessa)\b | \bnão\ (?:quero|procuro)\b
    | \bik\b.{0,40}\bniet\b | \bniet\ (?:geïnteresseerd|gezocht)\b | \bchci\ ne\b
    | \bне\ (?:хочу|интересн\w+|ищу)\b | 不感兴趣 | 不想 | やりたくない
"""
_PRIVATE = r"""
    ^(?:my\ |all\ )?(?:contacts?(?:\ \w+)?|reach\ me|get\ in\ touch|find\ me)\b | \b(?:contact(?:\ me|\ details)?
      |in\ touch)$
    | \b(?:hobby|hobbies|pastimes?|leisure|(?:free|spare|off|down)[\ -]?time|off\ (?:the\ clock|duty|hours|topic)
      |after\ (?:hours|work)|for\ fun|fun\ facts?|bit\ of\ life|(?:my|private|real)\ life|fun\ stuff|trivia
      |odds\ and\ ends|bits\ and\ bobs|random\ (?:facts|things)|practicalit(?:y|ies)|practical\ (?:matters|details
      |things|stuff|notes)|thanks|thank\ you|acknowledge?ments?|gratitude|social\ media|socials|table\ of\ contents
      |personal\ (?:life|interests)|when\ i(?:'?m|\ am)\ not|when\ not\ \w+ing|weekends?)\b
    | ^(?:[\w'-]+\ ){0,2}(?:time\ ?lines?|schedule|availability|logistics|licen[sc]e|badges?|links|elsewhere
      |referees|references|contents|toc|visa|colophon|changelog|housekeeping|imprint|copyright|signature|housing|pets?)$
    | ^(?:my\ |the\ )?family(?:\ (?:names?|and\ \w+|life))?$
    | ^(?:(?:some|the|and|also|my)\ )*(?:other|unrelated|personal|small|silly|non.?work)\ (?:things|stuff|facts
      |notes|bits)$
    | ^(?:everything|anything|the\ rest|what)\ else$ | ^(?:the\ rest|also|ps|p\.s|postscript)$
    | \b(?:outside|beyond|besides|apart\ from|away\ from|off|not\ at)\ (?:of\ )?(?:the\ |my\ )?(?:work
      |working\ hours|lab|laboratory|research|science|academia|university|school|desk|bench|office|code|screen
      |keyboard|computer)\b
    | \b(?:life|interests)\ outside\b | \b(?:hobbies|other)\ (?:and|&)\ interests\b | \bother\ interests\b
    | ^personal$ | ^fun$ | ^misc(?:ellaneous)?$
    | \b(?:kontakt|freizeit|hobb[yi]s|dank|danksagung\w*|impressum|loisirs|passe-temps|remerciements?|coordonnées
      |contacto|aficiones|tiempo\ libre|agradecimientos?|contatti|tempo\ libero|ringraziamenti|contato|tempo\ livre
      |agradecimentos|vrije\ tijd|fritid|kontaktdaten|zeitplan)\b
    | \b(?:хобби|увлечения|контакты)\b | 联系 | 爱好 | 趣味 | 連絡先 | 致谢 | 谢辞
"""
_VALUES = r"""
    ^(?:my|our|core|personal|shared)?\ ?(?:values?|principles)$ | \b(?:working\ style|work\ style
      |how\ i\ (?:like\ to\ )?(?:work|collaborate|learn|think)|what\ matters|matters\ to\ me|(?:lab|group|work
      |team)\ culture|(?:my|teaching|research)\ philosophy|ethos|mentoring|mentorship|collaborat\w+|team\ ?work
      |working\ together|ways?\ of\ working|how\ to\ work\ with\ me|communication\ style|(?:work|working|lab|ideal
      |research)\ environment|diversity|inclusion|i\ care\ about|i\ believe|beliefs|work.life|support\ i\ need
      |what\ i\ need)\b
    | \b(?:werte|arbeitsweise|was\ mir\ wichtig\ ist|valeurs|valores|valori|cultura|waarden|värderingar)\b
    | 价值观 | 大切
"""
_INTERESTS = r"""
    \b(?:interests?|interested|(?:i'm|i\ am)\ into|excite[sd]?|exciting|passions?|passionate|curious|curiosit(?:y
      |ies)|fascinat\w+|obsess\w+|intrigu\w+|topics?|tags|categories|keywords?|key\ words|themes?|subjects|questions
      |directions?|areas?|fields?|focus|drawn\ to|love|lov(?:e|ed)\ to|would\ like\ to\ work\ on
      |want\ to\ (?:work\ on|study|explore|investigate|research)|like\ to\ (?:study|explore|investigate)
      |i'?d\ like\ to\ work|keeps\ me|lights\ me\ up|tickles|dream\ projects?|research\ ideas|specialties
      |specialities|i\ study\ next|good\ fit|great\ fit|right\ fit|perfect\ fit)\b
    | interess(?:en|es|er)\b | intressen\b | \b(?:научные\ |мои\ )?интересы\b
    | \b(?:interessiert|themen|schwerpunkte|begeistert|neugier\w*|fragen|intér[êe]ts?|thèmes|thématiques|passionne
      |mots.clés|intereses|temas|palabras\ clave|interessi|temi|onderwerpen|zájmy|zainteresowania|áreas\ de
      |líneas\ de)\b
    | 兴趣 | 興味 | 関心 | 研究方向 | 关键词 | キーワード | 관심
"""
_SOUGHT = r"""
    \b(?:to\ find|looking\ for|i'?\ ?a?m\ after|i\ seek|i'm\ seeking|i\ need|hope\ to|want\ to\ learn|like\ to\ learn)\b
"""
_GOALS = r"""
    \b(?:goals?|aims?|objectives?|plans?|hop(?:es?|ing)|(?:the|my)\ (?:ask|request)|^wanted$|looking\ for|i\ seek
      |seeking|i\ want|what\ i'?d\ want|future|next\ steps?|what'?s\ next|comes\ next|(?:my|our)\ vision|^vision$
      |ambitions?|aspirations?|career|ideal|wish(?:es|list)?|expectations?|like\ to\ learn|want\ to\ learn
      |hope\ to\ learn|learn\ next|dreams?|where\ i'?m\ (?:going|heading)|five\ years)\b
    | \b(?:ziele?|zukunft|pläne|suche|wünsche|erwartungen|vorhaben|objectifs?|projet\ professionnel|recherche\ un
      |cherche|avenir|objetivos?|metas|busco|futuro|obiettivi|cerco|doelen|toekomst|mål|cíle|cele)\b
    | 目标 | 目標 | 将来 | 计划
"""
_EXPERIENCE = r"""
    \b(?:experiences?|projects?|publications?|papers?|preprints?|skills?|tools?|toolbox|methods?|techniques?
      |technical|technolog(?:y|ies)|stack|education|studies|degrees?|cv|résumé|resume|vitae|employment|jobs?
      |internships?|thesis|dissertation|portfolio|background|teaching|awards?|honou?rs|talks?|presentations?|posters?
      |software|open\ source|code|work|works|worked|working\ on|history|achievements?|accomplishments?
      |qualifications?|coursework|courses|training|certificat\w+|volunteer\w*|languages|expertise|strengths|good\ at
      |i\ bring|i\ offer|built|so\ far|did\ before|i\ have\ done|i'?ve\ done|know\ how|currently|these\ days|past
      |research\ experience|(?:what|things|stuff)\ i(?:'m|'ve|\ have|\ am)?\ (?:been\ )?(?:do|did|doing|made|make
      |tried|measured|found))\b
    | \b(?:erfahrung\w*|berufserfahrung|projekte?|ausbildung|studium|lebenslauf|kenntnisse|fähigkeiten
      |veröffentlichungen|publikationen|werdegang|expériences?|projets?|formation|compétences|parcours|experiencia
      |proyectos|formación|habilidades|publicaciones|esperienza|esperienze|progetti|formazione|competenze|experiência
      |projetos|formação|ervaring|projecten|opleiding|vaardigheden|erfarenhet|zkušenosti|doświadczenie)\b
    | 经历 | 经验 | 項目 | 项目 | 技能 | 経験 | 業績 | 论文 | スキル
"""
_STATEMENT = r"""
    \b(?:about|personal\ (?:details|information|data)|who\ i\ am|who\ am\ i|statement|motivat\w+|why|introduction
      |intro|bio|biography|summary|profile|letter|story|abstract|hello|hi|welcome|overview|me|my\ path|journey
      |how\ i\ got|where\ i\ (?:come|came)\ from|what\ drives\ me|application|purpose|cover|research|proposal|pitch)\b
    | \b(?:über\ mich|wer\ ich\ bin|vorstellung|motivation\w*|à\ propos|qui\ suis-je|présentation|sobre\ m[íi]m?
      |quién\ soy|motivación|chi\ sono|su\ di\ me|quem\ sou|over\ mij|wie\ ben\ ik|om\ mig|o\ mně|o\ mnie)\b
    | 关于我 | 自己紹介 | 自我介绍 | 动机 | 動機
"""

_RULES = (
    ("avoid", _AVOID),
    ("other", _PRIVATE),
    ("values", _VALUES),
    ("goals", _SOUGHT),
    ("interests", _INTERESTS),
    ("goals", _GOALS),
    ("experience", _EXPERIENCE),
    ("statement", _STATEMENT),
)
"""Tried in this order: "what I do not want to work on" is first of all a no, "hobbies and interests" private."""

_NOT_A_NO = re.compile(
    r"\bnot (?:only|just|merely|afraid|to (?:forget|mention))\b|\bwhy not\b|\bno(?:t| longer) without\b", re.I
)
_FINITE = re.compile(r"\b(?:is|are|was|were|have|has|had|will|can|am|i'm|i've|think|spent|grew)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^(?:what|who|how|why|where|when|was|wer|wie|warum|ce que|qui|qué|quién|che|cosa|o que|wat)\b", re.I
)


_RUNS_ON = re.compile(r":\s\S|[^\W\x00-\u2fff]:\S|\|")
"""A label with its text behind it, or a row."""

_ASKED = (
    (re.compile(r"\byour(?:s|self)?\b"), "my"),
    (re.compile(r"\b(?:do|are) you\b"), "i"),
    (re.compile(r"\b(would|have|can|could|should|will) you\b"), r"i \1"),
    (re.compile(r"\byou\b"), "i"),
)


def normal(title: str) -> str:
    """Return a heading's words alone: no numbers, emoji or marks around them, one kind of apostrophe.

    >>> normal("3.1 ✨ What I don’t want ✨:")
    "what i don't want"
    """
    text = unicodedata.normalize("NFKC", title).replace("’", "'").replace("`", "'").lower()
    text = re.sub(r"^[\W\d_]*(?:[ivx]{1,4}[.)]\s+)?", "", text)
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] in "_)¿?'"):
        end -= 1
    return " ".join(text[:end].rstrip("?:. ").split())


def kind_of(title: str) -> str | None:
    """Return the kind of the section under a heading, None where its words do not say.

    >>> kind_of("Not a good fit"), kind_of("Forschungsinteressen"), kind_of("Kelp and me, 2019")
    ('avoid', 'interests', 'statement')
    >>> kind_of("Hobbies & interests"), kind_of("Coral reefs")
    ('other', None)
    """
    words = _answered(normal(title))
    for kind, rule in _RULES:
        if _compiled(rule).search(words) and not (kind == "avoid" and _NOT_A_NO.search(words)):
            return kind
    return None


@cache
def _compiled(rule: str) -> re.Pattern[str]:
    """Return a rule ready to search with; most letters have no heading, and compiling takes as long as reading one."""
    return re.compile(rule, re.VERBOSE)


def _answered(words: str) -> str:
    """Return the question of a form as who fills it in would say it: "your interests" are "my interests"."""
    if "you" not in words or "thank" in words:
        return words
    for pattern, said in _ASKED:
        words = pattern.sub(said, words)
    return words


def is_plain_heading(text: str) -> bool:
    """Tell a heading that nothing marks as one: a few words that name a kind of section, not a sentence.

    >>> is_plain_heading("Research interests"), is_plain_heading("I have many interests")
    (True, False)
    """
    text = text.strip()
    n = len(text.split())
    if not n or n > 7 or len(text) > 60 or text[-1] in ".,;!" or _RUNS_ON.search(text):
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "¿¡" or CJK.match(text)):
        return False
    if text.count(",") or re.match(
        r"(?:I|My|We|Dear|Hi|Hello)\b(?! (?:interests|goals|values|projects|skills|work|background))", text
    ):
        return _names_section(text) and bool(re.match(r"My \w+(?: \w+)?:?$", text))
    if _FINITE.search(text) and not _ASKING.match(text):
        return False
    return _names_section(text)


def is_label(text: str) -> bool:
    """Tell a label that runs into its paragraph ("Interests: reefs"), which people do not always begin with a capital.

    >>> is_label("how i work"), is_label("the trouble with kelp")
    (True, False)
    """
    n = len(text.split())
    return (n <= 5 or (n <= 7 and kind_of(text) == "avoid")) and _names_section(text)


def _names_section(text: str) -> bool:
    """Tell whether most of a short line's words are those of headings, so that "Papers on reefs" stays an item."""
    words = normal(text)
    kind = kind_of(text)
    if kind is None:
        return False
    if _ASKING.match(words) or kind == "avoid":
        return True
    covered = max(
        sum(len(match[0].split()) for match in _compiled(rule).finditer(words)) for name, rule in _RULES if name == kind
    )
    small = len(
        re.findall(
            r"\b(?:my|and|of|the|a|an|in|i|to|me|for|research|scientific|current|other|und|et|y|e|mes|mis|meine|de)\b",
            words,
        )
    )
    return covered + small >= len(words.split()) - (1 if len(words.split()) > 2 else 0) or not words.isascii()
