from pathlib import Path

import constructs


def test_our_constructs_stand_beside_those_of_the_package() -> None:
    # With an __init__.py of our own, `import cdktf` finds the wrong package and breaks.
    assert not Path("constructs/__init__.py").exists()
    assert Path("constructs").resolve() in [Path(place).resolve() for place in constructs.__path__]
    assert constructs.Construct.__module__ == "constructs"
