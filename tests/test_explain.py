from hypothesis import given
from hypothesis import strategies as st

from matcher.records import Contribution, Explanation, Reason
from matcher.text.tokens import marked


def test_words_the_other_says_in_any_form_are_marked():
    found = marked("We film Coral Reefs at night.", "the sound of a reef, and corals")
    assert [(passage.text, passage.shared) for passage in found] == [
        ("We film ", False),
        ("Coral", True),
        (" ", False),
        ("Reefs", True),
        (" at night.", False),
    ]


def test_a_text_may_be_given_as_the_stems_of_its_words():
    assert marked("We film Coral Reefs.", {"reef"}) == marked("We film Coral Reefs.", "a reef")


def test_stop_words_are_never_marked():
    assert not any(passage.shared for passage in marked("the and of", "the and of"))


@given(st.text(), st.text())
def test_the_passages_put_together_are_the_text(text, other):
    assert "".join(passage.text for passage in marked(text, other)) == text


def test_the_reasons_not_shown_are_counted_in_the_rest():
    reasons = tuple(Reason("terms", name, points) for name, points in (("a", 0.3), ("b", 0.2), ("c", 0.05)))
    why = Explanation("z", "m", "M", 0.55, (Contribution("terms", 0.55),), reasons)
    shown, rest = why.largest("terms", 1)
    assert [reason.label for reason in shown] == ["a"]
    assert rest == 0.25
