const data = JSON.parse(document.getElementById("data").textContent);
const at = id => document.getElementById(id);
const numbers = new Intl.NumberFormat("en", {maximumFractionDigits: 0});
const count = n => numbers.format(n).replaceAll(",", " ");
const share = (a, b) => b ? (100 * a / b).toFixed(1) + " %" : "-";
const scaled = (n, units, step) => {
  let i = 0;
  while (n >= step && i < units.length - 1) { n /= step; ++i; }
  return (n >= 100 || Number.isInteger(n) ? n.toFixed(0) : n.toPrecision(3)) + " " + units[i];
};
const bytes = n => scaled(n, ["B", "KiB", "MiB", "GiB", "TiB"], 1024);
const energy = n => scaled(n, ["fJ", "pJ", "nJ", "uJ", "mJ", "J"], 1000);
const time = s => scaled(s * 1e9, ["ns", "us", "ms", "s"], 1000);
const change = (after, before) => after === before ? "=" : before ? (after >= before ? "+" : "") +
  (100 * (after / before - 1)).toFixed(1) + " %" : after ? "new" : "-";
// Texts of models and machines are set as texts: none of them is markup.
const drawn = new Set(["svg", "g", "rect", "circle", "line", "path", "polyline", "polygon", "text", "title"]);
const make = (tag, attributes = {}, ...children) => {
  const node = drawn.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag)
                              : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes))
    key === "on" ? Object.entries(value).forEach(([e, f]) => node.addEventListener(e, f))
                 : node.setAttribute(key, value);
  node.append(...children);
  return node;
};
// The first `left` columns are texts.
const table = (caption, head, rows, left = 1) => make("div", {class: "scroll"}, make("table", {},
  make("caption", {}, caption),
  make("thead", {}, make("tr", {}, ...head.map((h, i) =>
    make("th", {scope: "col", class: i < left ? "" : "n"}, h)))),
  make("tbody", {}, ...rows.map(row => make("tr", {}, ...row.map((cell, i) =>
    make(i ? "td" : "th", i ? {class: i < left ? "" : "n"} : {scope: "row"}, cell)))))));
const tip = (x, y, text) => {
  const box = at("tip");
  box.style.display = text ? "block" : "none";
  if (!text) return;
  box.textContent = text;
  box.style.left = Math.max(0, Math.min(x + 12, innerWidth - box.offsetWidth - 8)) + "px";
  box.style.top = Math.max(0, Math.min(y + 14, innerHeight - box.offsetHeight - 8)) + "px";
};
const hovers = text => ({mousemove: e => tip(e.clientX, e.clientY, text()), mouseleave: () => tip(0, 0, "")});
// A part of a drawing that says its numbers to a mouse, to keys and to a screen reader.
const part = (text, attributes, ...children) => make("g", {tabindex: 0, role: "img", "aria-label": text,
  ...attributes, on: {...hovers(() => text), blur: () => tip(0, 0, ""), focus: e => {
    const box = e.currentTarget.getBoundingClientRect();
    tip(box.left, box.bottom - 8, text);
  }}}, ...children);
const tile = (name, value, note = "", style = "") =>
  at("tiles").append(make("div", {}, make("span", {class: "soft"}, name),
    make("b", {class: style}, value), make("span", {class: "soft"}, note)));
at("theme").addEventListener("click", () => {
  const root = document.documentElement, dark = root.classList.contains("dark") ||
    (!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  root.className = dark ? "light" : "dark";
});
const powers = v => v < .999 ? v.toPrecision(1) : count(v);
