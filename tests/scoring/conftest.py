"""A small marked bulletin, and predictions made from its gold: perfect ones, then broken ones."""

from dataclasses import dataclass

import pytest

from extractor.corpus.compiler import Compiler
from extractor.corpus.store import Bulletin
from extractor.schema import Code, Link, Mention, Observation, Tagged

UNITS = {
    "dossiers_received_total": "dossier",
    "dossiers_received_online": "dossier",
    "dossiers_resolved": "dossier",
    "rate_online": "percent",
    "rate_within_deadline": "percent",
    "psi_score": "point",
}
SOURCE = """\
@# doc_id=demo; province=Kon Tum; published=2023-10-02; annotator=a1
@@ l=l1; p=p1; lv=PW; per=2023-07-01..2023-09-30; pb=n
[p1:Quý III/2023], [l1:toàn tỉnh] [i1:tiếp nhận] [q1:64.933 hồ sơ|dossiers_received_total|i=i1].
Trong đó [i2:trực tuyến] [q2:151.10 hồ sơ|dossiers_received_online|i=i2; of=q1; st=repaired; \
v=15110; tr=15110] ([q3:23,3%|rate_online|r=share_of; i=i2; rt=q2; of=q1]).
@@ l=-; a=a1; lv=DU; g=UBND huyện Đăk Hà; ar=VN-D615
[a1:UBND huyện Đăk Hà] [i3:giải quyết] [q4:1.200 hồ sơ|dossiers_resolved|i=i3; b=gt], \
tăng [q5:350.600.0 hồ sơ|dossiers_resolved|i=i3; st=malformed; tr=350; r=change_abs; d=up; c=p2; \
cmp=2022-07-01..2022-09-30] so với [p2:quý III/2022]; \
{24|duration} giờ, [i4:chỉ số] [q6:7,7/18 điểm|psi_score|i=i4; x=dịch vụ công] \
ngày {02/10/2023|date}.
"""


@pytest.fixture(scope="session")
def compile_gold():
    """Compile marked text into (text, Gold)."""
    return Compiler(UNITS, codebook_version="test").compile


@pytest.fixture(scope="session")
def demo(compile_gold):
    return compile_gold(SOURCE)


def observe(text, gold, **changes):
    """Make the observations that gold calls for; `changes` apply to every one."""
    mentions = {m.id: m for m in gold.mentions}
    links = {(link.source, link.kind): link.target for link in gold.links}

    def name(mention):
        return f"{gold.doc_id}#{mentions[mention].start}" if mention else None

    slots = set(Observation.model_fields) & set(type(gold.facts[0]).model_fields)
    return tuple(
        Observation(
            **{slot: getattr(fact, slot) for slot in slots},
            obs_id=name(fact.mention),
            doc_id=gold.doc_id,
            part_of=name(links.get((fact.mention, "PART_OF"))),
            rate_of=name(links.get((fact.mention, "RATE_OF"))),
            surface=text[mentions[fact.mention].start : mentions[fact.mention].end],
            char_start=mentions[fact.mention].start,
            char_end=mentions[fact.mention].end,
        ).model_copy(update=changes)
        for fact in gold.facts
    )


def tag(text, gold):
    """Make the tagged text that gold calls for."""
    index = {m.id: n for n, m in enumerate(gold.mentions)}
    return Tagged(
        text,
        tuple(Mention(m.start, m.end, m.label) for m in gold.mentions),
        tuple(Link(index[one.source], one.kind, index[one.target]) for one in gold.links),
        {index[f.mention]: Code(f.indicator, f.role) for f in gold.facts},
    )


@pytest.fixture(scope="session")
def perfect(demo):
    return observe(*demo)


@pytest.fixture(scope="session")
def tagged(demo):
    return tag(*demo)


@pytest.fixture(scope="session")
def make_observations():
    return observe


@pytest.fixture(scope="session")
def make_tagged():
    return tag


@pytest.fixture(scope="session")
def bulletins(compile_gold):
    """Four bulletins: three of the test split in two eras and types, one real."""
    made = []
    for number, (split, kind, published) in enumerate(
        [
            ("test", "monthly", "2023-10-02"),
            ("test", "monthly", "2025-10-02"),
            ("test", "news", "2025-10-02"),
            ("real", "real", "2023-10-02"),
        ]
    ):
        source = SOURCE.replace("doc_id=demo", f"doc_id=b{number}").replace("2023-10-02", published)
        text, gold = compile_gold(source)
        made.append(Bulletin(f"b{number}", text, gold, split, {"type": kind}))
    return made


@dataclass(frozen=True)
class Predicted:
    observations: tuple
    tagged: object = None


@pytest.fixture
def oracle(bulletins):
    """Make a system that knows the gold; `spoil` gets and returns the list of observations."""
    golds = {bulletin.doc_id: bulletin for bulletin in bulletins}

    def make(spoil=lambda observations, doc_id: observations, *, tags=True):
        def extract(text, *, doc_id, province=None, published=None):
            seen = observe(text, golds[doc_id].gold)
            tagged = tag(text, golds[doc_id].gold) if tags else None
            return Predicted(tuple(spoil(list(seen), doc_id)), tagged)

        return extract

    return make
