"""The pictures in docs/pictures."""

import json

from tests.delivery.pictures import DRAWN, digests


def test_the_pictures_show_what_the_commands_print_now() -> None:
    drawn = json.loads(DRAWN.read_text("utf-8"))

    assert drawn == digests(), "PYTHONPATH=. python tests/delivery/pictures.py draws them anew"
