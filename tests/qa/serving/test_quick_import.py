import gc
import inspect

import pytest

from qa.serving.quick_import import quick_import

IMPORT = """
import ast, contextlib, gc, inspect, sys
from qa.serving.quick_import import quick_import
parsed, parse = [], ast.parse
ast.parse = lambda *arguments, **options: parsed.append(arguments) or parse(*arguments, **options)
with quick_import() if sys.argv[1] == "quick" else contextlib.nullcontext():
    import gradio
with gradio.Blocks() as page:
    gradio.Button("Send").click(lambda: None)
print(len(parsed), len(page.fns), gc.isenabled(), inspect.getfile(gradio.Button).endswith("button.py"))
"""


def test_gradio_imported_quickly_parses_no_components_and_works_all_the_same(run_python):
    quick, plain = (run_python("-c", IMPORT, how).stdout.split() for how in ("quick", "plain"))
    # Two for each of some 80 components.
    assert int(quick[0]) < 20 and int(plain[0]) > 100
    assert quick[1:] == plain[1:] == ["1", "True", "True"]


@pytest.mark.parametrize("collecting", [True, False])
def test_all_is_as_before_whatever_went_wrong(collecting):
    getfile = inspect.getfile
    (gc.enable if collecting else gc.disable)()
    try:
        with pytest.raises(ImportError), quick_import():
            assert not gc.isenabled()
            raise ImportError("gradio")
        assert gc.isenabled() == collecting and inspect.getfile is getfile
    finally:
        gc.unfreeze()
        gc.enable()
