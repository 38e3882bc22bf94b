// Finds what can be chosen by a part of its name.

const search = document.getElementById("search");
const results = document.getElementById("results");
const FOUND = 30;
const choices = [
  ...data.subjects.map(([, name, label], subject) => ({ label, text: `${label} ${name}`.toLowerCase(), choice: { subject } })),
  ...data.workloads.map(({ key, label, release }, workload) => ({ label: `release ${label}`, text: `release ${label} ${key} ${release}`.toLowerCase(), choice: { workload } })),
  ...data.paths.map(({ title, name }, path) => ({ label: `path ${title}`, text: `path ${title} ${name}`.toLowerCase(), choice: { path } })),
];
let marked = 0;

/** Shows what has all words that are searched for. */
function showResults() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? choices.filter(({ text }) => words.every((word) => text.includes(word))).slice(0, FOUND) : [];
  marked = 0;
  results.replaceChildren(...found.map(({ label, choice }, place) => element("li", { role: "option", id: `result-${place}`, click: () => take(choice) }, label)));
  if (words.length && !found.length) results.append(element("li", { role: "option", "aria-disabled": "true" }, "nothing has this name"));
  results.hidden = words.length === 0;
  search.setAttribute("aria-expanded", `${words.length > 0}`);
  markResult(0);
}

function take(choice) {
  search.value = "";
  showResults();
  choose(choice);
}

function markResult(place) {
  const options = [...results.querySelectorAll("[id]")];
  marked = Math.max(0, Math.min(place, options.length - 1));
  options.forEach((option, index) => option.setAttribute("aria-selected", `${index === marked}`));
  if (options[marked]) {
    search.setAttribute("aria-activedescendant", options[marked].id);
    options[marked].scrollIntoView({ block: "nearest" });
  } else search.removeAttribute("aria-activedescendant");
}

search.addEventListener("input", showResults);
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") markResult(marked + 1);
  else if (event.key === "ArrowUp") markResult(marked - 1);
  else if (event.key === "Enter") results.querySelector('[aria-selected="true"]')?.click();
  else return;
  event.preventDefault();
});
