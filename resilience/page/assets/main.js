// The one choice of the page: what fails, a path, or a workload, and how a zone fails.

let chosen = {};
let zoneMode = "lost";
const THEMES = ["system", "light", "dark"];

/** Chooses a subject, a path or a workload, or nothing, and shows it everywhere. */
function choose(choice) {
  chosen = choice;
  if (choice.mode && data.subjects[choice.subject][0] === "zone") setMode(choice.mode);
  show();
  const narrow = matchMedia("(max-width: 60rem)").matches;
  if (narrow && Object.keys(choice).length) panel.scrollIntoView({ block: "start" });
}

function show() {
  clearPicture();
  markRows(chosen.path === undefined ? [] : [chosen.path]);
  if (chosen.subject !== undefined) {
    const place = domainPlace(chosen.subject, zoneMode);
    markDomain(place);
    showPanel(aboutDomain(place));
  } else if (chosen.path !== undefined) {
    markPaths([chosen.path]);
    showPanel(aboutPath(chosen.path));
  } else if (chosen.guarantee !== undefined) {
    const rests = (path) => data.paths[path].steps.some((step) => data.steps[step][3] === chosen.guarantee);
    markPaths(data.paths.map((each, path) => path).filter(rests));
    showPanel(aboutGuarantee(chosen.guarantee));
  } else if (chosen.workload !== undefined) {
    markWorkload(chosen.workload);
    showPanel(aboutWorkload(chosen.workload));
  } else showPanel(overview());
}

function setMode(mode) {
  zoneMode = mode;
  for (const input of document.querySelectorAll('input[name="mode"]')) input.checked = input.value === mode;
  showPaths(mode);
}

for (const input of document.querySelectorAll('input[name="mode"]')) {
  input.addEventListener("change", () => {
    setMode(input.value);
    show();
  });
}

picture.addEventListener("click", (event) => {
  const box = event.target.closest("button");
  if (!box) return;
  focusBox(box);
  const { subject, workload, guarantee, ofZone } = box.dataset;
  if (subject !== undefined) choose({ subject: Number(subject) });
  else if (workload !== undefined) choose({ workload: Number(workload) });
  else if (guarantee) choose({ guarantee });
  else if (ofZone) choose({ subject: data.subjects.findIndex(([kind, name]) => kind === "zone" && name === ofZone) });
});

const theme = document.getElementById("theme");
theme.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme || "system") + 1) % THEMES.length];
  document.documentElement.dataset.theme = next;
  theme.textContent = `Theme: ${next}`;
});

markWeak();
showPaths(zoneMode);
show();
