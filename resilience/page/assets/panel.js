// Tells what a choice means.

const panel = document.getElementById("panel");
const MOST = 12;

/** Shows what the page says of a choice. */
function showPanel(...parts) {
  const back = element("button", { type: "button", class: "link back", click: () => picture.scrollIntoView() }, "Back to the picture");
  panel.replaceChildren(back, ...parts.flat().filter(Boolean));
  panel.scrollTop = 0;
}

/** Returns what is told while nothing is chosen. */
function overview() {
  const open = data.findings.filter((each) => !each.accepted);
  return [
    element("h2", {}, "Choose what fails"),
    element("p", {}, "A zone, a node, a pod, a gateway or a database instance in the picture, a path below, or a release by search: here stands what breaks, what holds and on what, and how much is left."),
    section(counted(open.length, "finding"), open.map(finding)),
    section("Accepted risks", data.findings.filter((each) => each.accepted).map(finding)),
    data.unknowns.length > 0 && section("Not known, and so counted for nothing", [
      list(data.unknowns.map(([subject, problem]) => element("li", { class: "unknown" }, element("strong", {}, subject), element("small", {}, problem)))),
    ]),
  ];
}

/** Returns what is told of a failure. */
function aboutDomain(place) {
  const { kind, name, mode, label, ready, free, added } = domain(place);
  const outcomes = outcomesBy(place);
  const text = `${kind} ${name} is ${mode}`;
  const about = (each) => each.domain === text || each.subject === name || each.resources.includes(name);
  return [
    element("h2", {}, sentence(`${label} is ${mode}`)),
    tally(outcomes),
    kind === "region" && element("p", {}, "The loss of the whole region is beyond the target, and accepted."),
    group("Breaks", "breaks", outcomes.breaks),
    group("Breaks, and is accepted", "accepted", outcomes.accepted),
    group("Not known", "unknown", outcomes.unknown),
    section("Weaknesses here", findingsOf(about).map(finding)),
    ready.length > 0 && section("Pods", [readyTable(ready, mode)]),
    rooms(free, added),
    group("Breaks, and need not survive", "spared", outcomes.spared),
    group("Holds, on what is left", "holds", outcomes.holds),
    element("p", { class: "small" }, untouched(outcomes)),
  ];
}

function untouched(outcomes) {
  const touched = VERDICTS.reduce((sum, verdict) => sum + count(outcomes[verdict]), 0);
  return touched ? `It does not touch ${counted(data.paths.length - touched, "other path")}.` : "It touches no path.";
}

/** Returns how many paths break, are not known, are spared, and hold: touched or not. */
function tally(outcomes) {
  const numbers = Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(outcomes[verdict])]));
  numbers.holds = data.paths.length - numbers.breaks - numbers.accepted - numbers.unknown - numbers.spared;
  const words = { breaks: numbers.breaks === 1 ? "breaks" : "break", accepted: numbers.accepted === 1 ? "breaks, accepted" : "break, accepted", unknown: "not known", spared: "need not survive", holds: numbers.holds === 1 ? "holds" : "hold" };
  const told = VERDICTS.filter((verdict) => numbers[verdict] || verdict === "breaks");
  return element("ul", { class: "tally" }, told.map((verdict) => element("li", { class: numbers[verdict] ? verdict : "none" }, `${numbers[verdict]} ${words[verdict]}`)));
}

/** Returns the paths of a verdict, those with the same reason in one entry. */
function group(title, verdict, alike) {
  if (alike.size === 0) return null;
  return section(title, [list([...alike.values()].map(({ paths, shapes }) => element("li", { class: verdict }, alikePaths(paths), reasons([...shapes], paths))))]);
}

function alikePaths(paths) {
  const shown = paths.slice(0, 3).flatMap((path, index) => [index ? ", " : "", pathLink(path)]);
  const rest = paths.slice(3);
  if (!rest.length) return shown;
  return [...shown, element("details", {}, element("summary", {}, `and ${counted(rest.length, "more")}`.replace("mores", "more")), rest.flatMap((path, index) => [index ? ", " : "", pathLink(path)]))];
}

/** Returns why paths fare as they do, and on what they hold where that is the same for all. */
function reasons(shapes, paths) {
  const [, , reason, holds] = data.outcomes[shapes[0]];
  const text = (each) => (paths.length > 1 ? each.replaceAll(APPLICATION, "each") : told(each, paths[0]));
  const spared = paths.map((path) => data.paths[path]).filter((path) => !path.redundant);
  return [
    element("small", {}, text(reason)),
    ...(shapes.length > 1 ? [] : holds).map(([step, strands]) => element("small", {}, `${text(step)}: ${strands.map(text).join(", ") || "nothing is left"}`)),
    ...spared.map(({ why, title }) => element("small", {}, paths.length > 1 ? `${title} need not survive: ${why}.` : `It need not survive: ${why}.`)),
  ];
}

/** Returns what is told of a path. */
function aboutPath(path) {
  const { title, name, redundant, why, steps } = data.paths[path];
  const failing = weaknesses[path].filter(([place]) => domain(place).kind !== "region");
  return [
    element("h2", {}, title),
    element("p", { class: "small" }, redundant ? name : `${name}: it need not survive, since ${why}`),
    section("Its steps", [element("ol", {}, steps.map((step) => element("li", {}, aboutStep(step))))]),
    section("Weaknesses", findingsOf((each) => each.path === name).map(finding)),
    element("section", {},
      element("h3", {}, failing.length ? "Breaks, or is not known, when" : "No single failure but the region's breaks it"),
      list(failing.map(([place, shape]) => element("li", { class: verdictOf(path, shape) }, domainLink(place), element("small", {}, told(data.outcomes[shape][2], path)))))),
  ];
}

function aboutStep(step) {
  const [name, least, , guarantee, strands] = data.steps[step];
  const needs = strands.length ? `one of ${strands.length}`.replace("one", least) : "AWS keeps it up over the zones";
  return [element("strong", {}, name), element("small", {}, needs, guarantee && strands.length ? `, and ${data.guarantees[guarantee].service}` : "", strands.length ? `: ${strands.slice(0, MOST).map(([strand]) => strand).join(", ")}` : "", strands.length > MOST ? ` and ${strands.length - MOST} more` : "")];
}

/** Returns what AWS promises of a service. */
function aboutGuarantee(key) {
  const each = data.guarantees[key];
  const uses = data.paths.map((one, path) => path).filter((path) => data.paths[path].steps.some((step) => data.steps[step][3] === key));
  return [
    element("h2", {}, each.service),
    element("p", {}, `${each.survives}.`),
    element("p", { class: "small" }, `It is ${each.scope}. `, each.percent && `Its service level agreement says ${each.percent} % a month. `, each.sources.map((source) => [element("a", { href: source, rel: "noreferrer" }, source), " "])),
    section("Paths that rest on it", [list(uses.map((path) => element("li", {}, pathLink(path))))]),
  ];
}

/** Returns what is told of a workload. */
function aboutWorkload(workload) {
  const { key, label, kind, release, origin, replicas, most, least, asks } = data.workloads[workload];
  const uses = data.paths.map((each, path) => path).filter((path) => data.paths[path].steps.some((step) => data.steps[step][2] === workload));
  const losing = data.domains.map((each, place) => place).filter((place) => domain(place).kind !== "pod" && domain(place).ready.some(([which]) => which === workload));
  return [
    element("h2", {}, label),
    element("p", { class: "small" }, `${kind} ${key} of ${release}`, origin === "rendered" ? "" : `, known from ${origin === "table" ? "its addon.yaml" : "AWS's figures"}`),
    element("p", {}, `${replicas} to ${most} pods, of which ${least} must be ready. Each asks for ${asks}.`),
    section("Weaknesses", findingsOf((each) => each.subject === key || each.resources.includes(`k8s:${release}`)).map(finding)),
    section("Paths that need it", [list(uses.map((path) => element("li", {}, pathLink(path))))]),
    losing.length > 0 && section("Ready pods when", [workloadTable(workload, losing)]),
  ];
}

/** Returns a finding: what is wrong, where it comes from, what to change. */
function finding(each) {
  return element("div", { class: `finding ${each.severity}${each.accepted ? " accepted" : ""}` },
    element("span", { class: "rule" }, each.accepted ? `${each.rule} (accepted)` : `${each.severity}: ${each.rule}`),
    element("p", {}, each.problem),
    element("p", {}, element("code", {}, each.cause)),
    element("p", { class: "small" }, each.why),
    element("p", {}, element("strong", {}, "Remedy: "), each.remedy),
    each.accepted && element("p", { class: "small" }, `Accepted by ${each.accepted.owner} until ${each.accepted.expires}: ${each.accepted.reason}`));
}

function section(title, parts) {
  return parts.length ? element("section", {}, element("h3", {}, title), parts) : null;
}

function list(items) {
  if (items.length <= MOST) return element("ul", { class: "told" }, items);
  const rest = element("ul", { class: "told" }, items.slice(MOST));
  return element("div", {}, element("ul", { class: "told" }, items.slice(0, MOST)), element("details", {}, element("summary", {}, `${items.length - MOST} more`), rest));
}

function pathLink(path) {
  return link(data.paths[path].title, () => choose({ path }));
}

function domainLink(place) {
  const { subject, label, mode } = domain(place);
  return link(`${label} is ${mode}`, () => choose({ subject, mode }));
}

function workloadLink(workload, short = false) {
  const { label } = data.workloads[workload];
  return link(short ? label.split("/").pop() : label, () => choose({ workload }));
}
