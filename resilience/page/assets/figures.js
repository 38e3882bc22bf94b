// Tables of what is left: ready pods, and room for more.

const LOST = ["before", "at once", "made again", "new nodes", "least"];
const ROWS = 25;

/** Returns the ready pods of workloads after a failure, those that end below their least first. */
function readyTable(ready, mode) {
  const rows = ready.map(([workload, figures]) => [workload, data.ready[figures]]);
  rows.sort(([, a], [, b]) => Number(short(b)) - Number(short(a)));
  const body = rows.map(([workload, figures]) => element("tr", {}, element("td", {}, workloadLink(workload, true), figures[5] ? element("small", {}, `waits: ${figures[5]}`) : null), cells(figures, mode)));
  return figuresTable("workload", body, mode);
}

/** Returns the ready pods of one workload after each failure that takes some. */
function workloadTable(workload, places) {
  const body = places.map((place) => {
    const [, figures] = domain(place).ready.find(([which]) => which === workload);
    return element("tr", {}, element("td", {}, domainLink(place)), cells(data.ready[figures], ""));
  });
  return figuresTable("failure", body, "");
}

function figuresTable(first, body, mode) {
  const headings = mode === "full" ? ["before", "at once", "one more", "its most", "least"] : LOST;
  const table = (rows) => element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, element("th", {}, first), headings.map((each) => element("th", { class: "figure" }, each)))),
    element("tbody", {}, rows)));
  if (body.length <= ROWS) return table(body);
  return element("div", {}, table(body.slice(0, ROWS)), element("details", {}, element("summary", {}, `${body.length - ROWS} more`), table(body.slice(ROWS))));
}

function cells(figures, mode) {
  const least = figures[4];
  return figures.slice(0, 5).map((figure, index) => element("td", { class: `figure${index > 0 && index < 4 && figure < least ? " low" : ""}` }, `${figure}`));
}

function short(figures) {
  return figures[3] < figures[4] || Boolean(figures[5]);
}

/** Returns the room that is left, and the nodes that the autoscaler adds. */
function rooms(free, added) {
  if (!free.length && !added.length) return null;
  const more = new Map(added);
  return section("Room left for further pods", [element("div", { class: "scroll" }, element("table", {},
    element("thead", {}, element("tr", {}, ["nodes", "free", "new nodes"].map((each) => element("th", {}, each)))),
    element("tbody", {}, free.map(([name, room]) => element("tr", {}, element("td", {}, name), element("td", {}, room), element("td", { class: "figure" }, `${more.get(name) || 0}`))))))]);
}
