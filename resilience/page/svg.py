"""The picture as an SVG, for documents: as wide as GitHub shows a page, in light and dark."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from resilience.analysis import Analysis
from resilience.page.html import templates
from resilience.page.layout import picture
from resilience.page.picture import Box, Layer, Picture, Role
from resilience.report.survival import Survival

WIDTH = 830
LABELS = 150
GAP = 10
PADDING = 8
CHIP_HEIGHT = 20
SPACE = 5
PLAIN = 6.5
BOLD = 7.4
"""Pixels that a character of 11 pixels takes at most on average, in the fonts of browsers."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A rectangle, with a text in it or not.

    Attributes:
        x: Pixels from the left.
        y: Pixels from the top.
        width: In pixels.
        height: In pixels; none for a text alone.
        style: Its class.
        text: The text.
    """

    x: float
    y: float
    width: float
    height: float
    style: str
    text: str = ""


def as_svg(analysis: Analysis) -> str:
    """Return the picture of an analysis as an SVG."""
    drawn = picture(analysis)
    column = (WIDTH - 1 - LABELS - GAP * (len(drawn.zones) - 1)) / len(drawn.zones)
    lefts = [LABELS + index * (column + GAP) for index in range(len(drawn.zones))]
    shapes, height = _drawn(drawn, lefts, column)
    sentence = Survival(analysis).sentence()
    return (
        templates()
        .get_template("picture.svg.jinja")
        .render(
            width=WIDTH,
            height=height,
            shapes=shapes,
            sentence=sentence,
            left=LABELS,
            arrows=[left + column / 2 for left in lefts],
        )
    )


def _drawn(drawn: Picture, lefts: list[float], column: float) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    y = 64.0
    for left, zone in zip(lefts, drawn.zones, strict=True):
        shapes.append(_text(left + PADDING, y + 4, "zone-name", zone))
    top, y = y - 14, y + 18
    for layer in drawn.layers:
        if all(box.role is Role.NETWORK for cell in layer.cells.values() for box in cell):
            continue
        found, bottom = _layer(layer, drawn.zones, lefts, column, y)
        shapes += [Shape(x=0, y=y, width=WIDTH, height=1, style="line"), *found]
        y = bottom
    columns = [Shape(x=left, y=top, width=column, height=y - top, style="column") for left in lefts]
    return [*columns, *shapes], y + 12


def _layer(
    layer: Layer, zones: Iterable[str], lefts: list[float], column: float, top: float
) -> tuple[list[Shape], float]:
    """Return the shapes of a layer, and where it ends."""
    shapes = [
        _text(0, top + 20, "layer", _fitting(layer.title, LABELS / BOLD)),
        _text(0, top + 35, "note", layer.note),
    ]
    bottoms = [top + 44]
    for left, zone in zip(lefts, zones, strict=True):
        boxes = [node for box in layer.cells.get(zone, ()) for node in _flat(box)]
        y = top + PADDING
        for node in (box for box in boxes if box.role is Role.NODE):
            found, y = _node(node, left + PADDING, y, column - 2 * PADDING)
            shapes += found
        chips = [box for box in boxes if box.role is not Role.NODE]
        found, y = _chips(chips, left + PADDING, y, column - 2 * PADDING)
        shapes += found
        bottoms.append(y + 3)
    return shapes, max(bottoms)


def _flat(box: Box) -> Iterator[Box]:
    """Yield the nodes of a group; any other box as it is."""
    if box.role is Role.GROUP:
        yield from box.inside
    else:
        yield box


def _node(node: Box, x: float, top: float, width: float) -> tuple[list[Shape], float]:
    found, bottom = _chips(node.inside, x + 6, top + 20, width - 12)
    frame = Shape(x=x, y=top, width=width, height=bottom - top + 2, style="node")
    return [frame, _text(x + 6, top + 14, "node-name", node.label), *found], bottom + PADDING


def _chips(
    boxes: Iterable[Box], left: float, top: float, width: float
) -> tuple[list[Shape], float]:
    """Return chips in lines, each as long as its text, and where they end."""
    shapes: list[Shape] = []
    x, y = left, top
    for box in boxes:
        character = PLAIN if box.role is Role.ADDON else BOLD
        text = _fitting(box.label, (width - 12) / character)
        wide = len(text) * character + 12
        if x > left and x + wide > left + width:
            x, y = left, y + CHIP_HEIGHT + SPACE
        shapes.append(
            Shape(x=x, y=y, width=wide, height=CHIP_HEIGHT, style=f"chip {box.role}", text=text)
        )
        x += wide + SPACE
    return shapes, y + CHIP_HEIGHT + SPACE if shapes else y


def _fitting(text: str, most: float) -> str:
    """Return a text that is cut where it has more characters."""
    return text if len(text) <= most else f"{text[: int(most) - 1]}…"


def _text(x: float, y: float, style: str, text: str) -> Shape:
    return Shape(x=x, y=y, width=0, height=0, style=style, text=text)
