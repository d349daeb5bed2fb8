"""The transformer config trains and predicts with tiny random models, loaded as real ones are."""

from pathlib import Path

import pytest
from spacy import util
from spacy.training.initialize import init_nlp
from spacy.training.loop import train

import extractor
from extractor.corpus.docs import write_docs
from extractor.corpus.store import load_bulletins
from extractor.fitting import blank
from extractor.pipes.tagger import COMPONENTS

pytest.importorskip("spacy_transformers", reason="the extra transformer is not installed")
# torch, transformers and what they use warn of their own future
pytestmark = pytest.mark.filterwarnings("default")

CONFIG = Path(__file__).parents[2] / "training" / "transformer.cfg"
LETTERS = [chr(code) for code in range(33, 127)] + list(
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĐ"
)
SMALL = {
    "hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
    "type_vocab_size": 1, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2,
}  # fmt: skip


def write_phobert(folder):
    """A PhoBERT whose pieces are single letters, in the files of the published one."""
    import transformers

    pieces = [letter + end for letter in LETTERS for end in ("@@", "")]
    (folder / "vocab.txt").write_text("".join(f"{p} 1\n" for p in pieces), encoding="utf-8")
    (folder / "bpe.codes").write_text("#version: 0.2\n", encoding="utf-8")
    config = transformers.RobertaConfig(
        vocab_size=len(pieces) + 5, max_position_embeddings=258,
        tokenizer_class="PhobertTokenizer", **SMALL,
    )  # fmt: skip
    transformers.RobertaModel(config).save_pretrained(folder)


def write_xlmr(folder):
    """An XLM-R whose pieces are single letters, as its fast tokenizer is published."""
    import tokenizers
    import transformers

    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, "<mask>"]
    scored = [(piece, -float(n)) for n, piece in enumerate(pieces)]
    model = tokenizers.Tokenizer(tokenizers.models.Unigram(scored, unk_id=3))
    model.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    model.post_processor = tokenizers.processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    transformers.XLMRobertaTokenizerFast(tokenizer_object=model).save_pretrained(folder)
    # stored beside the fast tokenizer, carried along, read by neither
    (folder / "sentencepiece.bpe.model").write_bytes(b"")
    config = transformers.XLMRobertaConfig(
        vocab_size=len(pieces), max_position_embeddings=514, **SMALL
    )
    transformers.XLMRobertaModel(config).save_pretrained(folder)


@pytest.fixture
def trained(project, tmp_path):
    """Train a few steps with a tiny model; give the extractor."""

    def run(write):
        folder, out = tmp_path / "tiny", tmp_path / "model"
        folder.mkdir()
        out.mkdir()
        write(folder)
        settings = {"training.max_steps": 6, "training.eval_frequency": 3}
        for split in ("train", "dev"):
            path = tmp_path / f"{split}.spacy"
            write_docs(blank(), load_bulletins(split, root=project), path)
            settings[f"paths.{split}"] = str(path)
        settings["paths.transformer"] = str(folder)
        train(init_nlp(util.load_config(CONFIG, overrides=settings, interpolate=False)), out)
        return extractor.load(out / "model-best")

    return run


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_phobert, write_xlmr])
def test_a_few_steps_on_three_bulletins_give_a_pipeline_that_extracts(write, trained, tiny):
    made = trained(write)

    assert tuple(made.nlp.pipe_names) == COMPONENTS
    assert made.nlp.get_pipe_config("tok2vec")["factory"] == "transformer"
    report = made.extract(tiny[0].text)
    assert "900 hồ sơ" in {one.surface for one in report.observations}


@pytest.mark.slow
def test_the_pipeline_can_be_written_again_as_the_last_stage_of_training_does(trained, tmp_path):
    made = trained(write_xlmr)
    made.nlp.to_disk(tmp_path / "again")

    assert extractor.load(tmp_path / "again").nlp.pipe_names == made.nlp.pipe_names
