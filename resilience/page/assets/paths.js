// The table of every path: what becomes of it in each zone, in the chosen mode, and elsewhere.

const paths = document.getElementById("paths");
const KINDS = ["node", "node group", "pod", "resource"];
const PATHS = 40;

/** Shows the table; paths of applications beyond the first are folded. */
function showPaths(mode) {
  const rows = data.paths.map((each, path) => pathRow(path, mode));
  const headings = ["path", ...data.zones.map(shortZone), ...KINDS];
  const table = (body) => element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, headings.map((each) => element("th", {}, each)))),
    element("tbody", {}, body)));
  paths.replaceChildren(
    element("h2", {}, "Every path", element("small", {}, `with each zone ${mode}, and how many other failures break it; * need not survive`)),
    table(rows.slice(0, PATHS)),
    ...(rows.length > PATHS ? [element("details", {}, element("summary", {}, `${rows.length - PATHS} more`), table(rows.slice(PATHS)))] : []),
  );
}

function shortZone(zone) {
  return `zone ${zone.replace(data.region, "")}`;
}

function pathRow(path, mode) {
  const { title, redundant } = data.paths[path];
  const found = weaknesses[path].map(([place, shape]) => [domain(place), verdictOf(path, shape)]);
  const zones = data.zones.map((zone) => {
    const there = found.find(([each]) => each.kind === "zone" && each.name === zone && each.mode === mode);
    return verdictCell(there ? there[1] : "holds");
  });
  const others = KINDS.map((kind) => {
    const there = found.filter(([each]) => each.kind === kind);
    const worst = VERDICTS.find((verdict) => there.some(([, each]) => each === verdict));
    return verdictCell(worst || "holds", there.length);
  });
  return element("tr", { "data-path": path }, element("td", {}, link(redundant ? title : `${title} *`, () => choose({ path }))), zones, others);
}

function verdictCell(verdict, many = "") {
  const words = { breaks: "breaks", accepted: "breaks", unknown: "unknown", spared: "breaks", holds: "holds" };
  return element("td", { class: verdict }, `${words[verdict]} ${many || ""}`.trim());
}

/** Marks the rows of the chosen paths. */
function markRows(chosen) {
  for (const row of paths.querySelectorAll("tr[data-path]")) row.classList.toggle("chosen", chosen.includes(Number(row.dataset.path)));
}
