"""A model is fetched whole or not at all, and nothing can climb out of its folder."""

import gc
import hashlib
import io
import os
import shutil
import subprocess
import zipfile

import pytest
from support.servers import sending, serving

from voice_coach.errors import ModelMissing, NetworkError, StorageError, UsageError
from voice_coach.recognition.fetching import fetch, verify
from voice_coach.recognition.manifest import Model, named, read_manifest

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

FOLDER = "vosk-model-small-xx-0.1"
WHOLE = {f"{FOLDER}/am/final.mdl": b"acoustic", f"{FOLDER}/conf/mfcc.conf": b"--sample"}


@pytest.fixture(autouse=True)
def _collect_abandoned_connections():
    """The download library leaves the connection of a broken download to the collector."""
    yield
    gc.collect()


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return buffer.getvalue()


def model(address: str, body: bytes, **changed) -> Model:
    values = {
        "engine": "vosk",
        "language": "xx",
        "licence": "none",
        "megabytes": 1,
        "about": "a test",
        "url": f"{address}/model.zip",
        "sha256": hashlib.sha256(body).hexdigest(),
        "folder": FOLDER,
    }
    return Model(**{**values, **changed})


def fetched(tmp_path, body: bytes, answer=None, **changed):
    with serving(answer or sending(body)) as address:
        return fetch(model(address, body, **changed), tmp_path / "models", progress=False)


def left_behind(tmp_path):
    return sorted(path.name for path in (tmp_path / "models").glob("**/*"))


def test_a_whole_model_is_unpacked_into_its_place(tmp_path):
    folder = fetched(tmp_path, archive(WHOLE))
    assert (folder / "am" / "final.mdl").read_bytes() == b"acoustic"
    assert [path.name for path in (tmp_path / "models").iterdir()] == [FOLDER]


def test_a_model_that_is_there_is_not_fetched_again(tmp_path):
    body = archive(WHOLE)
    folder = fetched(tmp_path, body)
    gone = model("http://127.0.0.1:9", body)
    assert fetch(gone, tmp_path / "models", progress=False) == folder


def test_the_publishers_md5_will_do_where_there_is_no_sha256(tmp_path):
    body = archive(WHOLE)
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    assert fetched(tmp_path, body, sha256="", md5=digest).is_dir()


def test_another_file_than_the_expected_one_is_refused(tmp_path):
    with pytest.raises(NetworkError):
        fetched(tmp_path, archive(WHOLE), sha256="0" * 64)
    assert left_behind(tmp_path) == []


def test_a_download_that_breaks_off_leaves_nothing_and_can_be_begun_again(tmp_path):
    body = archive(WHOLE)
    with pytest.raises(NetworkError):
        fetched(tmp_path, body, sending(body[: len(body) // 2], announced=len(body)))
    assert left_behind(tmp_path) == []
    assert fetched(tmp_path, body).is_dir()


def test_a_page_that_is_not_there_is_a_sentence_with_a_hint(tmp_path):
    with pytest.raises(NetworkError) as refused:
        fetched(tmp_path, archive(WHOLE), sending(b"no", status=404))
    assert "bundled recogniser works" in refused.value.hint


def test_without_a_network_the_bundled_recogniser_is_named(tmp_path):
    with pytest.raises(NetworkError) as refused:
        fetch(model("http://127.0.0.1:9", b""), tmp_path / "models", progress=False)
    assert "bundled recogniser works" in refused.value.hint
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["../outside", "/outside-the-models", f"{FOLDER}/../../outside", "..\\outside"]
)
def test_an_archive_that_climbs_out_of_its_folder_is_refused(tmp_path, name):
    with pytest.raises(NetworkError, match="safe"):
        fetched(tmp_path, archive({**WHOLE, name: b"x"}))
    assert left_behind(tmp_path) == []
    assert not (tmp_path / "outside").exists()


def test_an_archive_with_a_link_is_refused(tmp_path):
    buffer = io.BytesIO(archive(WHOLE))
    with zipfile.ZipFile(buffer, "a") as opened:
        link = zipfile.ZipInfo(f"{FOLDER}/link")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc")
    with pytest.raises(NetworkError, match="safe"):
        fetched(tmp_path, buffer.getvalue())


def test_an_archive_that_swells_far_beyond_its_size_is_refused(tmp_path):
    with pytest.raises(NetworkError, match="large"):
        fetched(tmp_path, archive({**WHOLE, f"{FOLDER}/big": bytes(9_000_000)}))


def test_what_is_no_archive_and_what_is_no_model_are_refused(tmp_path):
    with pytest.raises(NetworkError, match="damaged"):
        fetched(tmp_path, b"not a zip at all")
    with pytest.raises(NetworkError, match="no model"):
        fetched(tmp_path, archive({f"{FOLDER}/readme": b"x"}))
    assert left_behind(tmp_path) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a tiny disk")
def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        body = archive({**WHOLE, f"{FOLDER}/big": os.urandom(500_000)})
        with serving(sending(body)) as address, pytest.raises(StorageError):
            fetch(model(address, body), disk / "models", progress=False)
        assert list(disk.glob("models/*")) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    shutil.rmtree(disk)


def test_a_model_is_whole_only_with_its_files(tmp_path):
    body = archive(WHOLE)
    folder = fetched(tmp_path, body)
    it = model("http://127.0.0.1:9", body)
    assert verify(it, tmp_path / "models") == folder
    (folder / "am" / "final.mdl").unlink()
    with pytest.raises(ModelMissing):
        verify(it, tmp_path / "models")


def test_the_manifest_of_the_project_names_models_that_can_be_fetched():
    models = read_manifest()
    assert models["moonshine-tiny-en"].bundled
    assert models["vosk-small-en"].sha256.startswith("30f26242")
    with pytest.raises(UsageError, match="klingon"):
        named(models, "vosk-small-klingon")
