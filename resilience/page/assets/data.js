// Reads the data of the page: `resilience/page/data.py` says what stands where.

const data = JSON.parse(document.getElementById("data").textContent);
const APPLICATION = "\u0001";
const VERDICTS = ["breaks", "accepted", "unknown", "spared", "holds"];

/** The domains of each subject, by mode. */
const domainsOf = data.subjects.map(() => new Map());
data.domains.forEach(([subject, mode], place) => domainsOf[subject].set(mode, place));

/** The paths that have an outcome in a domain, by path, each as the place of its domain. */
const weaknesses = data.paths.map(() => []);
data.domains.forEach(([, , outcomes], place) => {
  for (const [path, shape] of outcomes) {
    if (data.outcomes[shape][0] !== "holds") weaknesses[path].push([place, shape]);
  }
});

/** Returns a text with the name of its path's application. */
function told(text, path) {
  return text.replaceAll(APPLICATION, data.paths[path].application);
}

/** Returns what fails, in which mode, and what is left. */
function domain(place) {
  const [subject, mode, outcomes, ready = [], room = null, added = []] = data.domains[place];
  const [kind, name, label] = data.subjects[subject];
  const free = room === null ? [] : data.free[room];
  return { subject, mode, kind, name, label, outcomes, ready, free, added };
}

/** Returns the domain of a subject: in the chosen mode where it is a zone, else the only one. */
function domainPlace(subject, mode) {
  const modes = domainsOf[subject];
  return modes.has(mode) ? modes.get(mode) : modes.values().next().value;
}

/** Returns the outcomes of a domain by verdict, each as paths and their shapes, by the reason. */
function outcomesBy(place) {
  const found = { breaks: new Map(), accepted: new Map(), unknown: new Map(), spared: new Map(), holds: new Map() };
  for (const [path, shape] of domain(place).outcomes) {
    const alike = found[verdictOf(path, shape)];
    const reason = data.outcomes[shape][2];
    if (!alike.has(reason)) alike.set(reason, { paths: [], shapes: new Set() });
    alike.get(reason).paths.push(path);
    alike.get(reason).shapes.add(shape);
  }
  return found;
}

/** Returns what becomes of a path: `spared` where it breaks, and need not survive. */
function verdictOf(path, shape) {
  const [verdict] = data.outcomes[shape];
  const broken = verdict === "breaks" || verdict === "accepted";
  return broken && !data.paths[path].redundant ? "spared" : verdict;
}

/** Returns the findings that concern a subject, a path or a release. */
function findingsOf(test) {
  return data.findings.filter(test);
}

/** Returns how many paths a map of alike paths holds. */
function count(alike) {
  return [...alike.values()].reduce((sum, { paths }) => sum + paths.length, 0);
}
