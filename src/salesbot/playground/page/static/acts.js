// What people do: press, choose, write, go somewhere, be somebody else.
import { browse, go, older } from "./here.js";
import { closeModal, submitModal, sure } from "./modal.js";
import { scopeOf, valueOf } from "./values.js";
import { here, pause, tell } from "./wire.js";

async function press(node, value) {
  if (node.dataset.confirm && !(await sure(node.dataset.confirm))) return;
  const { block, action } = node.dataset;
  tell("press", { ...scopeOf(node), block, action, value });
}

const PRESSED = {
  ".press": (button) => press(button, button.hasAttribute("value") ? button.value : null),
  ".close": closeModal,
  ".browse": () => browse(!document.body.classList.contains("browsing")),
  ".show-older": older,
  ".put-away": () => tell("hints", { shown: false }),
  ".shortcut": (button) => tell("shortcut", { ...scopeOf(button), name: button.dataset.shortcut }),
  "[data-react]": (button) => tell("react", { ...scopeOf(button), name: button.dataset.react }),
  "[data-clock]": (button) => busy(button, () => tell("clock", { move: button.dataset.clock })),
  "[data-fault]": (button) => tell("fault", { kind: button.dataset.fault }),
};

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest("button")) menu.open = false;
  }
  const link = event.target.closest('a[href^="/?"]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    go(link.getAttribute("href"));
    return;
  }
  const button = event.target.closest("button");
  const kind = button && Object.keys(PRESSED).find((selector) => button.matches(selector));
  if (kind) PRESSED[kind](button);
});

async function busy(button, work) {
  button.disabled = true;
  await work();
  button.disabled = false;
  if (document.activeElement === document.body) button.focus();
}

document.addEventListener("change", (event) => {
  if (event.target.id === "act-as") return actAs(event.target.value);
  const node = event.target.closest(".control");
  if (!node) return;
  node.dataset.touched = "yes";
  if (event.target.matches('input[type="search"]')) return;
  if (node.dataset.sends === "at once") press(node, valueOf(node));
});

function actAs(member) {
  const wanted = new URLSearchParams({ team: here.team, as: member, in: here.in, panel: here.panel });
  go(`/?${wanted}`);
}

document.addEventListener("input", (event) => {
  const node = event.target.closest(".control");
  if (!node) return;
  node.dataset.touched = "yes";
  if (event.target.matches('input[type="search"]')) search(node, event.target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") escape();
  if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
  if (event.target.matches(".composer textarea") && !event.shiftKey) {
    event.preventDefault();
    event.target.form.requestSubmit();
  } else if (event.target.matches('.control input[type="search"]')) {
    event.preventDefault();
  } else if (event.target.matches("input.control") && event.target.dataset.sends === "on Enter") {
    event.preventDefault();
    press(event.target, valueOf(event.target));
  }
});

function escape() {
  if (document.querySelector("dialog[open]")) return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else browse(false);
}

document.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  if (event.target.matches(".composer")) say(event.target);
  else submitModal(event.target);
});

async function say(form) {
  const field = form.querySelector("textarea");
  const text = field.value;
  if (!text.trim()) return;
  field.value = "";
  const told = await tell("say", { text, thread: form.dataset.thread ?? "" });
  if (!told.ok && !field.value) field.value = text;
  const pane = form.closest("main, aside").querySelector(".scroller");
  if (pane) pane.scrollTop = pane.scrollHeight;
}

let asked = 0;
async function search(node, query) {
  const mine = ++asked;
  await pause(200);
  if (mine !== asked || query.length < Number(node.dataset.from)) return;
  const { block, action } = node.dataset;
  const found = await tell("suggest", { ...scopeOf(node), block, action, value: query });
  if (mine === asked && found.options) offer(node.querySelector("select"), found.options);
}

function offer(select, options) {
  const kept = [...select.options].filter((option) => option.value === "" || option.selected);
  const known = new Set(kept.map((option) => option.value));
  const fresh = options.filter((one) => !known.has(one.value)).map((one) => new Option(one.label, one.value));
  select.replaceChildren(...kept, ...fresh);
}

// The inspector fetches a request's payloads when it is opened: text, never markup.
document.addEventListener("toggle", async (event) => {
  const { line } = event.target.dataset ?? {};
  const place = event.target.querySelector?.(".whole");
  if (!line || !event.target.open || place.childElementCount) return;
  const told = await tell("inspect", { line });
  place.replaceChildren(...["request", "response"].filter((name) => told[name]).flatMap((name) => {
    const head = document.createElement("h3");
    const body = document.createElement("pre");
    head.textContent = name;
    body.textContent = told[name];
    body.tabIndex = 0;
    return [head, body];
  }));
}, true);
