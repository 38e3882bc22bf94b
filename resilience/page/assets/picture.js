// Shows a choice in the picture: what is dead, what a path rests on.

const picture = document.getElementById("picture");
const boxes = [...picture.querySelectorAll("button")];
const MARKS = ["chosen", "on-path", "dead", "slow"];
const STATES = { lost: "lost", unreachable: "not reachable", full: "full", "shifted away": "no new traffic" };
const named = new Map();
for (const box of picture.querySelectorAll("[data-name]")) {
  const { name } = box.dataset;
  if (name) named.set(name, [...(named.get(name) || []), box]);
}

/** Marks the boxes that findings concern, for as long as the page is there. */
function markWeak() {
  for (const { subject, resources, accepted, rule } of data.findings) {
    for (const box of [subject, ...resources].flatMap((name) => named.get(name) || [])) {
      box.classList.add(accepted ? "accepted-risk" : "weak");
      box.title = rule;
    }
  }
}

/** Takes all marks away. */
function clearPicture() {
  for (const marked of picture.querySelectorAll(MARKS.map((mark) => `.${mark}`).join(","))) {
    marked.classList.remove(...MARKS);
  }
  for (const state of picture.querySelectorAll(".state")) state.textContent = "";
  picture.classList.remove("choosing");
}

/** Marks what a domain takes along. */
function markDomain(place) {
  const { subject, kind, name, mode } = domain(place);
  for (const box of picture.querySelectorAll(`[data-subject="${subject}"]`)) {
    box.classList.add("chosen");
    if (kind === "zone") continue;
    const whole = kind === "node" || kind === "node group" ? box.parentElement : box;
    whole.classList.add("dead");
  }
  if (kind === "zone" || kind === "region") markZones(kind === "zone" ? [name] : data.zones, mode);
}

function markZones(zones, mode) {
  const mark = mode === "lost" || mode === "unreachable" ? "dead" : "slow";
  for (const zone of zones) {
    for (const part of picture.querySelectorAll(`[data-zone="${CSS.escape(zone)}"]`)) {
      part.classList.add(mark);
      const state = part.querySelector(".state");
      if (state) state.textContent = STATES[mode];
    }
  }
}

/** Marks what some paths rest on. */
function markPaths(paths) {
  picture.classList.add("choosing");
  for (const path of paths) {
    for (const step of data.paths[path].steps) {
      for (const [, elements] of data.steps[step][4]) elements.forEach(markElement);
    }
  }
}

function markElement(name) {
  // A node that carries a pod is told by the pod in it.
  const chips = (named.get(name) || []).filter((box) => box.classList.contains("chip"));
  for (const box of chips) box.classList.add("on-path");
}

/** Marks the pods of a workload. */
function markWorkload(workload) {
  picture.classList.add("choosing");
  const pods = `pod:${data.workloads[workload].key}#`;
  for (const [name, there] of named) {
    if (name.startsWith(pods)) for (const box of there) box.classList.add("on-path");
  }
}
