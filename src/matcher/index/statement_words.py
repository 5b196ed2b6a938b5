"""What applicants write whatever their subject: the prior of a pool that has no reference."""

import numpy as np
from numpy.typing import NDArray

from matcher.index.vocabulary import Vocabulary

EXPECTED = 0.1
"""The share of statements that a word of the list is expected in."""

EXPECTED_PAIR = 0.01
"""The share of statements that a pair of such words is expected in."""


def expected_shares(vocabulary: Vocabulary) -> NDArray[np.float64]:
    """Return the share of statements each term is expected in before any is read, shape (n_terms,)."""
    common = set(vocabulary.analysis.stems(STATEMENT_WORDS))
    known = np.array([word in common for word in vocabulary.words], dtype=bool)
    pairs = known[vocabulary.pairs].all(axis=1)
    return np.concatenate((np.where(known, EXPECTED, 0.0), np.where(pairs, EXPECTED_PAIR, 0.0)))


STATEMENT_WORDS = """
    ability able academic academically accept accepted accomplish account achieve achievement active actively
    activity admission advance advice advisor ago aim allow allows applicant application apply applying
    appreciate april ask aspire assignment assist august availability available award aware bachelor
    background basic basically begin beginning believe best better birth bond bonding book born break bring
    build building busy campus career certificate challenge challenging chance change check choice choose
    class clear closely code coding collaborate college come comfortable comment commit commitment commitments
    communicate communication community complete completed completion confident consider contact contribute
    contributed contributing contribution contributions contributor course coursework create creating
    currently curriculum cv daily date day deadline december decide dedicate dedicated degree deliver
    deliverable deliverables department describe design develop developed developer developing development
    different difficulty discuss discussion doc document documentation dream during eager early earn easily
    edit education email encourage end engineer engineering english enhance enjoy enrol enroll ensure
    enthusiasm enthusiast enthusiastic environment evaluation exam examination example excellent excite
    excited exciting expect expected experience experienced explain explore exploring extend extension extra
    extremely face faculty familiar family favourite feature features february feedback feel field final
    finally finish fix fixed fixing flexible focus follow following forward free freelance friend fulfil full
    fully fun future gain general github give goal goals good gpa grade graduate graduated grateful great
    group grow guidance guide hand hard hardworking hello help helped helpful helping hi high highly hobby
    holiday home honour hope hour hours idea ideas implement implementation implemented implementing important
    improve improved improvement improving include including india individual initial inspire institute
    institution integrate interest interested interesting intern internship interview introduce introduction
    involve involved irc issue issues january job join journey july june junior keen know knowledge language
    languages large last later lead learn learned learning learnt letter level life like linkedin list little
    local long look looking lot love mail main maintain major make making management manager march master
    maybe mean meet meeting member mention mentor mentored mentoring mentors merge merged message methodology
    mid midterm milestone milestones minor module month monthly months motivate motivated motivation name need
    new nice note november number october offer old ongoing online open opportunity organisation organization
    organized outcome overview paper part participate participated participating particular passion passionate
    past patch people perform period person personal personally phase phd phone plan planned planning plans
    platform pleasure point position possible postgraduate practical practice prefer prepare present previous
    previously primarily primary prior private prize problem problems process professional professor
    proficiency proficient profile program programme programmer programming progress project projects promise
    proposal propose proposed prototype proud provide publication publish pull pursue pursuing question
    questions quick quickly read reading ready real really reason recent recently recommend refactor reference
    regard regular regularly related relevant remain report repository request requests require required
    requirements research resource responsibility responsible rest result results resume review role schedule
    scholarship school science second section select selected self semester senior september serious share
    simple sincerely skill skills small society solution solve solving soon source spare speak special
    specific spend spent stage standard start started starting state statement stay step strong strongly
    structure struggle student students studied study studying stuff subject submission submit submitted
    succeed success successful successfully suggest suggestion suitable summary summer supervise supervision
    supervisor support sure sync synopsis talk task tasks teach teacher team technical technologies technology
    term test testing tests thank thanks thesis thing things think thought throughout time timeline timezone
    title today together tool tools topic track train training transcript try trying tutorial type
    undergraduate understand understanding undertake university update updates usage use used useful user
    users using utc vacation various version volunteer want way website week weekend weekly weeks welcome
    willing winter wish work worked working workshop world worth write writing wrote year years yes young
"""
"""Words of motivation, study, plans, time, courtesy: written down by us from what statements are made of."""
