"""A tiny project of marked bulletins: enough for every component to learn something."""

from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import settings

from extractor.codebook import load_codebook
from extractor.corpus.building import build_corpus
from extractor.corpus.compiler import Compiler
from extractor.corpus.store import load_bulletins, real_folder

# the first call of a property may import a library, on a machine that is busy
settings.register_profile("project", deadline=None)
settings.load_profile("project")

ROOT = Path(__file__).parents[1]
HEAD = (
    "@# doc_id={name}; province=Kon Tum; published=2024-07-03; era=before_2025_07; type=result; "
    "split={split}; author=t; made=for a test\n"
)
RESULT = """\
@@ l=l1; p=p1; lv=PW; per=2024-04-01..2024-06-30
Kết quả giải quyết thủ tục hành chính [p1:quý II/2024]
Trong kỳ, [l1:toàn tỉnh] [i1:tiếp nhận] [q1:900 hồ sơ|dossiers_received_total|i=i1], tăng \
[q2:12%|dossiers_received_total|i=i1;r=change_rel;d=up;c=p2;cmp=2023-04-01..2023-06-30] so với \
[p2:cùng kỳ năm 2023]. Trong đó, [q3:300 hồ sơ|dossiers_received_online|i=i2;of=q1] \
[i2:trực tuyến] ([q4:33,3%|rate_online|i=i2;r=share_of;of=q1;rt=q3]).
@@ l=l2; lv=PT
[l2:Cấp tỉnh] [i3:giải quyết] [q5:410 hồ sơ|dossiers_resolved|i=i3], [i4:trễ hạn] \
[q6:8 hồ sơ|dossiers_resolved_late|i=i4;of=q5].
@@ l=-; a=a1; lv=PU
[a1:Sở Tư pháp] [i5:tiếp nhận] [q7:55 hồ sơ|dossiers_received_total|i=i5].
Cuộc họp lúc {8 giờ|clock} ngày {02/7/2024|date} nhắc lại Quyết định {766/QĐ-TTg|document_number}.
"""
TIERS = """\
@@ p=p1; per=2024-01-01..2024-06-30
Một cửa các cấp trong [p1:6 tháng đầu năm 2024]
@@ l=l1; lv=DT
[l1:Cấp huyện] [i1:tiếp nhận] [q1:1.250 hồ sơ|dossiers_received_total|i=i1], đã [i2:giải quyết] \
[q2:1.200 hồ sơ|dossiers_resolved|i=i2;of=q1] ([q3:96%|rate_resolved|i=i2;r=share_of;of=q1;rt=q2]).
@@ l=l2; lv=CT
[l2:Cấp xã] [i3:tiếp nhận] [q4:2.480 hồ sơ|dossiers_received_total|i=i3], [i4:trễ hạn] \
[q5:12 hồ sơ|dossiers_resolved_late|i=i4;of=q4].
@@ l=l3; lv=PW; p=p2; per=2024-01-01..2024-12-31
[p2:Năm 2024], phấn đấu [l3:toàn tỉnh] có [q6:80%|rate_online|i=i5;r=target] hồ sơ \
[i5:trực tuyến].
Căn cứ Nghị định số {61/2018/NĐ-CP|document_number} ngày {23/4/2018|date} của Chính phủ.
"""
UNITS = """\
@@ p=p1; per=2024-05-01..2024-05-31; l=-; a=a1; lv=PU
[p1:Tháng 5/2024]: các đơn vị giải quyết hồ sơ ra sao
[a1:Sở Xây dựng] [i1:tiếp nhận] [q1:640 hồ sơ|dossiers_received_total|i=i1], giảm \
[q2:20 hồ sơ|dossiers_received_total|i=i1;r=change_abs;d=down;c=p2;cmp=2024-04-01..2024-04-30] so \
với [p2:tháng trước]; [i2:đúng hạn] [q3:98,5%|rate_within_deadline|i=i2].
@@ a=a2; lv=DU
[a2:UBND huyện Đăk Hà] [i3:giải quyết] [q4:77 hồ sơ|dossiers_resolved|i=i3], [i4:trễ hạn] \
[q5:2 hồ sơ|dossiers_resolved_late|i=i4;of=q4] ([q6:2,6%|rate_late|i=i4;r=share_of;of=q4;rt=q5]).
Liên hệ số {0260 3862 111|phone}, trước {17 giờ|clock} ngày {05/6/2024|date}.
"""
COUNTERS = """\
@@ p=p1; per=2024-03-01..2024-03-31
Bộ phận một cửa trong [p1:tháng 3/2024] có gì mới
@@ l=l1; lv=PT
[l1:Cấp tỉnh] đã [i1:tiếp nhận] [q1:733 hồ sơ|dossiers_received_total|i=i1], phần nộp \
[i2:trực tuyến] là [q2:512 hồ sơ|dossiers_received_online|i=i2;of=q1]; ngoài ra [i3:trễ hạn] \
[q3:9 hồ sơ|dossiers_resolved_late|i=i3].
@@ l=-; a=a1; lv=PU
Riêng [a1:Sở Y tế] [i4:giải quyết] xong [q4:61 hồ sơ|dossiers_resolved|i=i4], \
[i5:đúng hạn] [q5:97,5%|rate_within_deadline|i=i5]. Lịch họp: {9 giờ|clock} ngày {15/4/2024|date}.
"""
VILLAGES = """\
@@ p=p1; per=2024-04-01..2024-04-30; l=l1; lv=CT
Ở [l1:cấp xã], [p1:tháng 4/2024] là tháng bận rộn: [i1:tiếp nhận] [q1:3.015 hồ sơ\
|dossiers_received_total|i=i1], [i2:giải quyết] [q2:2.880 hồ sơ|dossiers_resolved|i=i2], còn \
[i3:trễ hạn] [q3:31 hồ sơ|dossiers_resolved_late|i=i3;of=q2].
@@ l=l2; lv=DT
Lên [l2:cấp huyện] thì [i4:tiếp nhận] [q4:905 hồ sơ|dossiers_received_total|i=i4], \
[i5:trực tuyến] [q5:402 hồ sơ|dossiers_received_online|i=i5;of=q4].
Xem thêm Quyết định {468/QĐ-TTg|document_number} hoặc gọi số {0260 3862 222|phone}.
"""
#: None is like another one: a corpus with the same text in train and dev is not trained on.
BODIES = (RESULT, TIERS, UNITS, COUNTERS, VILLAGES)


def write_project(root, splits):
    """Write and build a project folder with one bulletin for each split name."""
    folder = root / "annotations" / "first"
    folder.mkdir(parents=True)
    for number, (split, body) in enumerate(zip(splits, cycle(BODIES), strict=False), start=1):
        name = f"made-{number}"
        source = HEAD.format(name=name, split=split) + body
        (folder / f"{name}.src").write_text(source, encoding="utf-8")
    assert build_corpus(root) == (len(splits), [])
    return root


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A built project folder: three bulletins to train on, two to develop on."""
    root = tmp_path_factory.mktemp("project")
    return write_project(root, ("train", "train", "train", "dev", "dev"))


@pytest.fixture(scope="session")
def tiny(project):
    """The three training bulletins of the tiny project."""
    return load_bulletins("train", root=project)


@pytest.fixture(scope="session")
def compile_marked():
    """Compile mark-up under a head into (text, gold)."""
    codebook = load_codebook()
    compiler = Compiler(codebook.first_units(), codebook_version=codebook.version)
    head = HEAD.format(name="made", split="train")
    return lambda source, *, head=head: compiler.compile(head + source)


@pytest.fixture(scope="session")
def real_bulletins():
    """The annotated real bulletins; tests that need them are skipped where they are absent."""
    if not real_folder(ROOT).is_dir():
        pytest.skip("the real bulletins are not beside the project")
    return load_bulletins("real", root=ROOT)
