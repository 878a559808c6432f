// Suggestions while one types: commands, people, channels and emoji in a composer, places in the jump box.
import { go } from "./here.js";
import { here, tell, whisper } from "./wire.js";

const WORD = /(^|\s)([/@#:][^\s]*)$/;
const box = document.createElement("ul");
box.id = "offers";
box.setAttribute("role", "listbox");
box.setAttribute("aria-label", "Suggestions");
box.hidden = true;

let field = null;
let found = [];
let chosen = 0;
let asked = 0;

document.addEventListener("input", (event) => {
  if (event.target.dataset.offers) ask(event.target);
});

async function ask(node) {
  const mine = ++asked;
  const jumping = node.dataset.offers === "jump";
  const word = jumping ? { text: node.value } : wordIn(node);
  if (!word) return put();
  const told = await tell(node.dataset.offers, word);
  if (mine === asked) put(node, told.offers ?? []);
}

function wordIn(node) {
  const before = node.value.slice(0, node.selectionStart);
  const match = WORD.exec(before);
  return match && { text: match[2], first: match[2].length === before.length };
}

function put(node = null, offers = []) {
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
  [field, found, chosen] = [node, offers, 0];
  box.hidden = offers.length === 0;
  box.replaceChildren(...offers.map(line));
  if (box.hidden) return;
  (node.closest(".composer") ?? node.parentElement).append(box);
  node.setAttribute("aria-controls", box.id);
  whisper(`${offers.length} ${offers.length === 1 ? "suggestion" : "suggestions"}`);
  point();
}

function line(offer, index) {
  const item = document.createElement("li");
  const [label, detail] = [document.createElement("b"), document.createElement("span")];
  item.id = `offer-${index}`;
  item.setAttribute("role", "option");
  label.textContent = offer.label;
  detail.textContent = offer.detail;
  item.append(label, detail);
  item.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the caret stays in the field
    take(index);
  });
  return item;
}

function point() {
  for (const [index, item] of [...box.children].entries()) {
    item.setAttribute("aria-selected", String(index === chosen));
    if (index === chosen) item.scrollIntoView({ block: "nearest" });
  }
  field.setAttribute("aria-activedescendant", `offer-${chosen}`);
}

function take(index) {
  const { insert } = found[index];
  const node = field;
  put();
  if (node.dataset.offers === "jump") return jumpTo(insert);
  const before = node.value.slice(0, node.selectionStart).replace(WORD, (_, gap) => gap + insert);
  const after = node.value.slice(node.selectionStart);
  node.value = before + after;
  node.setSelectionRange(before.length, before.length);
  node.focus();
}

const KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: () => take(chosen),
  Tab: () => take(chosen),
  Escape: () => put(),
};

function step(by) {
  chosen = (chosen + by + found.length) % found.length;
  point();
}

// Before other listeners hear of the key: Enter takes a suggestion and does not send the message.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "k") {
    event.preventDefault();
    openJump();
  }
  if (event.target !== field || box.hidden || event.isComposing || !KEYS[event.key]) return;
  if (event.key === "Enter" && wholeCommand()) return put();
  event.preventDefault();
  event.stopPropagation();
  KEYS[event.key]();
}, true);

// A command typed to its end is sent by Enter, as it would be without suggestions.
function wholeCommand() {
  return field.dataset.offers !== "jump" && found[chosen].insert.trim() === field.value.trim();
}

document.addEventListener("focusout", (event) => {
  if (event.target === field) put();
});

document.addEventListener("click", (event) => {
  const begin = event.target.closest(".begin");
  if (begin) beginWith(begin.dataset.begin, begin.closest("form").querySelector("textarea"));
  else if (event.target.closest(".jump")) openJump();
});

function beginWith(mark, node) {
  const gap = node.value && !node.value.endsWith(" ") ? " " : "";
  node.value = mark === "/" ? mark : `${node.value}${gap}${mark}`;
  node.focus();
  ask(node);
}

// --- jumping to a conversation -------------------------------------------------------------------------------------

const jump = document.getElementById("jump");

function openJump() {
  const node = document.getElementById("jump-to");
  if (document.querySelector("dialog[open]")) return;
  node.value = "";
  jump.showModal();
  ask(node);
}

function jumpTo(place) {
  jump.close();
  go(`/?${new URLSearchParams({ team: here.team, as: here.as, in: place, panel: here.panel })}`);
}

jump.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
