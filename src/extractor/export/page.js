
"use strict";
const page = document.documentElement;
const card = document.getElementById("card");
const SVG = "http://www.w3.org/2000/svg";
let pinned = [];

const all = (query, node = document) => [...node.querySelectorAll(query)];
const textOf = () => document.getElementById("text");
const rowOf = number => document.querySelector(`tr[data-fact="${number}"]`);
const factsOf = node => (node.dataset.figure ?? node.dataset.fact ?? node.dataset.facts ?? "").split(" ").filter(Boolean);
const figureOf = number => textOf()?.querySelector(`[data-figure~="${number}"]`);

function switchTo(language) {
  page.lang = page.dataset.lang = language;
  for (const node of all("[data-vi]")) node.setAttribute(node.dataset.attribute ?? "aria-label", node.dataset[language]);
  for (const node of all("[data-switch]")) node.setAttribute("aria-pressed", node.dataset.switch === language);
  try { localStorage.setItem("language", language); } catch { /* a file of its own keeps nothing */ }
}

function clear() {
  for (const node of all(".lit, .kin, .chosen")) node.classList.remove("lit", "kin", "chosen");
  textOf()?.querySelector("svg")?.remove();
  card.hidden = true;
}

/* Light up facts: their words, their rows, and lines from each figure to its words. */
function show(numbers, {scroll = false, cards = false} = {}) {
  clear();
  const text = textOf();
  if (!text || !numbers.length) return;
  const lines = [];
  for (const number of numbers) {
    const row = rowOf(number), figure = figureOf(number);
    row?.classList.add("chosen");
    const seen = new Set();
    for (const mark of all(`[data-facts~="${number}"]`, text)) {
      mark.classList.add("lit");
      const kind = mark.classList[0];
      if (kind !== "quantity" && !seen.has(kind)) lines.push([figure, mark, kind]);
      seen.add(kind);
    }
    for (const kin of (row?.dataset.kin ?? "").split(" ").filter(Boolean)) {
      const target = figureOf(kin);
      if (!numbers.includes(kin)) target?.classList.remove("lit");
      target?.classList.add("kin");
      lines.push([figure, target, "quantity"]);
    }
  }
  const first = figureOf(numbers[0]) ?? text.querySelector(".lit");
  if (scroll && first) bring(text, first);
  if (numbers.length <= 8) draw(text, lines);
  if (cards && numbers.length === 1) describe(rowOf(numbers[0]));
}

function bring(text, node) {
  const box = text.getBoundingClientRect(), spot = node.getBoundingClientRect();
  if (spot.top < box.top || spot.bottom > box.bottom) text.scrollTop += spot.top - box.top - box.height / 3;
}

function draw(text, lines) {
  const box = text.getBoundingClientRect(), drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("width", 1);
  drawing.setAttribute("height", 1);
  for (const [from, to, kind] of lines) {
    if (!from || !to) continue;
    const [a, b] = [from, to].map(node => node.getClientRects()[0]);
    if (!a || !b) continue;
    const x = r => r.left + r.width / 2 - box.left - text.clientLeft + text.scrollLeft;
    const y = r => r.top - box.top - text.clientTop + text.scrollTop;
    const path = document.createElementNS(SVG, "path"), dot = document.createElementNS(SVG, "circle");
    const lift = Math.min(y(a), y(b)) - 14 - Math.min(30, Math.abs(x(a) - x(b)) / 12);
    path.setAttribute("d", `M${x(a)},${y(a)} Q${(x(a) + x(b)) / 2},${lift} ${x(b)},${y(b)}`);
    path.style.stroke = dot.style.fill = `var(--${kind}-line)`;
    dot.setAttribute("cx", x(b));
    dot.setAttribute("cy", y(b));
    dot.setAttribute("r", 3.5);
    drawing.append(path, dot);
  }
  text.append(drawing);
}

function describe(row) {
  if (!row) return;
  card.replaceChildren(...[...row.cells].filter(cell => cell.textContent.trim()).map(cell => {
    const line = document.createElement("div");
    line.className = cell.className;
    line.append(...[...cell.cloneNode(true).childNodes]);
    return line;
  }));
  card.hidden = false;
}

const TARGET = "tr[data-fact], li[data-facts], #text mark";
function react(event, options) {
  const node = event.target.closest?.(TARGET);
  if (node) show(factsOf(node), {scroll: node.tagName !== "MARK", cards: node.tagName === "MARK", ...options});
  return node;
}
document.addEventListener("mouseover", event => { if (!react(event)) show(pinned); });
document.addEventListener("focusin", event => { react(event); });
document.addEventListener("focusout", () => show(pinned));
document.addEventListener("click", event => {
  const language = event.target.closest?.("[data-switch]");
  if (language) switchTo(language.dataset.switch);
  const node = react(event);
  if (node) pinned = factsOf(node);
  else if (!language && !event.target.closest?.("button, input, label, summary, textarea")) show(pinned = []);
});

/* Arrows walk among figures of the text and among rows; Enter goes from one to the other. */
const STEPS = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity};
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const node = event.target.closest?.("tr[data-fact], mark[data-figure], #text, li[data-facts]");
  if (event.key === "Escape") show(pinned = []);
  if (!node) return;
  if (event.key in STEPS) walk(node, event);
  if (event.key === "Enter" && node.id !== "text") {
    pinned = factsOf(node);
    const goal = node.tagName === "MARK" ? rowOf(pinned[0]) : figureOf(pinned[0]);
    if (goal) { event.preventDefault(); goal.focus(); }
  }
});
function walk(node, event) {
  if (node.tagName === "LI") return;
  const group = node.tagName === "TR" ? all("tr[data-fact]") : all("mark[data-figure]", textOf());
  const step = STEPS[event.key], at = group.indexOf(node);
  if (node.id === "text" && event.key !== "ArrowRight") return;
  const next = group[Math.max(0, Math.min(group.length - 1, at + step))];
  if (!next) return;
  event.preventDefault();
  if (at >= 0) node.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
addEventListener("resize", () => show(pinned));

let language = (navigator.language ?? "").startsWith("en") ? "en" : "vi";
try { language = localStorage.getItem("language") ?? language; } catch { /* as above */ }
switchTo(language);
