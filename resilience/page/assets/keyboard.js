// Moves through the picture by the arrow keys: to the nearest box in the direction.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ASIDE = 3;
const FAR = 1e5;

/** Returns the middle of a box. */
function middle(box) {
  const { left, top, width, height } = box.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

/** Returns the nearest box from another in a direction; what lies aside counts for further away. */
function nearest(from, [right, down]) {
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const box of boxes) {
    const [dx, dy] = middle(box).map((value, index) => value - [x, y][index]);
    const ahead = dx * right + dy * down;
    const aside = Math.abs(right ? dy : dx);
    // What is more aside than ahead is taken only where there is nothing else.
    const distance = ahead + ASIDE * aside + (aside > ahead ? FAR : 0);
    if (box !== from && ahead > 1 && distance < least) [best, least] = [box, distance];
  }
  return best;
}

/** Lets the focus stand on one box of the picture, which Tab then leads to. */
function focusBox(box) {
  for (const each of boxes) each.tabIndex = each === box ? 0 : -1;
  box.focus();
}

picture.addEventListener("keydown", (event) => {
  const direction = DIRECTIONS[event.key];
  if (!direction || !boxes.includes(document.activeElement)) return;
  event.preventDefault();
  const next = nearest(document.activeElement, direction);
  if (next) focusBox(next);
});

document.addEventListener("keydown", (event) => {
  const typing = document.activeElement === search;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape") {
    search.value = "";
    showResults();
    if (typing) boxes.find((box) => box.tabIndex === 0).focus();
    choose({});
  }
});
