"""jieba loaded our way is jieba."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from pipeline.segment import import_jieba, prefix_table


def test_the_prefix_table_is_jiebas_own() -> None:
    tokenizer = import_jieba().Tokenizer()
    assert prefix_table() == tokenizer.gen_pfdict(tokenizer.get_dict_file())


@pytest.mark.parametrize("loaded", [ModuleType("pkg_resources"), None])
def test_importing_jieba_leaves_the_loaded_modules_alone(monkeypatch: pytest.MonkeyPatch, loaded: ModuleType | None) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in ("jieba", "pkg_resources")]:
        monkeypatch.delitem(sys.modules, name)
    if loaded:
        monkeypatch.setitem(sys.modules, "pkg_resources", loaded)
    assert import_jieba().Tokenizer
    assert sys.modules.get("pkg_resources") is loaded
