// Makes elements. Text is always set as text, so that no value can become markup.

/** Returns an element with attributes (functions are listeners of clicks) and children. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener("click", value);
    else if (value !== false && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** Returns a button that looks like a link. */
function link(text, action) {
  return element("button", { type: "button", class: "link", click: action }, text);
}

/** Returns a text with a capital first. */
function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Returns a number with its noun. */
function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
