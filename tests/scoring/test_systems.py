"""The product's own pipelines as systems to evaluate."""

import pytest

from extractor.errors import ModelError
from extractor.labels import TARGETS
from extractor.schema import Mention
from extractor.scoring.systems import _linker_of, load_system

ODD = "Quý I/2024, toàn tỉnh\u200b tiếp nhận\u00a0\u00a01.250 hồ sơ, đạt 98,7%."


def test_tags_and_observations_of_the_rules_point_into_the_raw_text():
    found = load_system("rules").extract(ODD, doc_id="d", province=None, published=None)
    figures = {ODD[m.start : m.end] for m in found.tagged.mentions if m.label == "QUANTITY"}
    assert figures == {"1.250 hồ sơ", "98,7%"}
    assert figures == {ODD[one.char_start : one.char_end] for one in found.observations}
    assert found.tagged.text == ODD


def test_a_folder_that_is_no_pipeline_is_refused(tmp_path):
    with pytest.raises(ModelError, match="no pipeline here"):
        load_system(str(tmp_path))


def test_a_pipeline_without_a_linker_links_no_gold_mentions():
    spacy = pytest.importorskip("spacy")
    assert _linker_of(spacy.blank("xx")) is None


@pytest.mark.slow
def test_given_mentions_are_linked_as_they_are_given(bulletins):
    spacy = pytest.importorskip("spacy")
    from spacy.training import Example

    import extractor.pipes.linker
    import extractor.pipes.tokenizer  # noqa: F401  (each import registers its factory)
    from extractor.corpus.docs import make_doc

    tokenizer = {"@tokenizers": "tthc.UndertheseaTokenizer.v1"}
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": tokenizer}})
    nlp.add_pipe("tthc_linker")
    docs = [make_doc(nlp, b.text, b.gold) for b in bulletins[:3]]
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(20):
        nlp.update(examples, sgd=optimizer)
    text = "\ufeff" + bulletins[0].text  # an offset that normalising moves
    mentions = tuple(Mention(m.start + 1, m.end + 1, m.label) for m in bulletins[0].gold.mentions)
    tagged = _linker_of(nlp)(text, mentions)
    assert (tagged.text, tagged.mentions) == (text, mentions)
    assert len(tagged.links) > 3
    for link in tagged.links:
        assert mentions[link.source].label == "QUANTITY"
        assert mentions[link.target].label == TARGETS[link.kind]


def test_a_pipeline_without_its_components_is_refused_in_one_line(tmp_path):
    spacy = pytest.importorskip("spacy")
    spacy.blank("xx").to_disk(tmp_path / "blank")
    with pytest.raises(ModelError, match=r"the pipeline lacks .*tthc_linker") as caught:
        load_system(str(tmp_path / "blank"))
    assert "\n" not in str(caught.value)
