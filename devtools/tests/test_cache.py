import threading

import pytest

from devtools import cache, environment


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("AMAZON_CHANNEL_CACHE", str(tmp_path / "a cache"))


def test_a_folder_is_built_once():
    built = []
    path = cache.root() / "thing"
    threads = [threading.Thread(target=cache.build_folder, args=(path, built.append)) for _index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(built) == 1
    assert path.is_dir()


def test_a_build_that_fails_leaves_nothing_and_can_be_tried_again():
    path = cache.root() / "thing"

    def fail(folder):
        (folder / "half").touch()
        raise RuntimeError("no network")

    with pytest.raises(RuntimeError):
        cache.build_folder(path, fail)
    assert [entry.name for entry in cache.root().iterdir()] == ["locks"]
    assert cache.build_folder(path, lambda folder: (folder / "whole").touch()) == path
    assert (path / "whole").exists()


def test_a_file_is_replaced_only_when_its_content_changes():
    path = cache.root() / "file"
    cache.write_atomically(path, "one")
    before = path.stat().st_ino
    cache.write_atomically(path, "one")
    assert path.stat().st_ino == before
    cache.write_atomically(path, "two")
    assert path.read_text() == "two"
    assert [entry.name for entry in cache.root().iterdir()] == ["file"]


def test_an_environment_is_another_one_with_other_pins_or_another_odoo():
    names = [
        environment.name_of("lxml==6.1.3", "/odoo"),
        environment.name_of("lxml==6.1.4", "/odoo"),
        environment.name_of("lxml==6.1.3", "/other"),
    ]
    assert len(set(names)) == 3
    assert names[0] == environment.name_of("lxml==6.1.3", "/odoo")


def test_parts_of_a_digest_do_not_run_together():
    assert cache.digest("ab", "c") != cache.digest("a", "bc")
