// The local Slack's page: sends what a person does, and draws again what changed. Talks to this machine only.
"use strict";

const here = document.body.dataset;
const dialog = document.getElementById("modal");
const shown = {};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// --- what a control holds ------------------------------------------------------------------------------------------

function valueOf(node) {
  if (node.matches("input, textarea, select")) return node.value === "" ? null : node.value;
  if (node.matches(".search")) {
    const select = node.querySelector("select");
    const chosen = [...select.selectedOptions].map((option) => option.value).filter(Boolean);
    return select.multiple ? chosen : chosen[0] ?? null;
  }
  const ticked = [...node.querySelectorAll("input:checked")].map((input) => input.value);
  return node.matches(".radio") ? ticked[0] ?? null : ticked;
}

function valuesIn(root) {
  const values = {};
  for (const node of root.querySelectorAll(".control")) {
    (values[node.dataset.block] ??= {})[node.dataset.action] = valueOf(node);
  }
  return values;
}

// --- talking to the server -----------------------------------------------------------------------------------------

async function tell(door, body) {
  try {
    const answer = await fetch(`/page/${door}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: here.as, team: here.team, in: here.in, ...body }),
    });
    const told = await answer.json();
    notice(told.words ?? "");
    return told;
  } catch {
    notice("The local Slack does not answer. Is it still running?");
    return {};
  }
}

function notice(words) {
  document.getElementById("notice").textContent = words;
}

function scopeOf(node) {
  const view = node.closest("[data-view]");
  if (view) return { view: view.dataset.view, values: valuesIn(view) };
  const message = node.closest(".message");
  return { channel: message.dataset.channel, ts: message.dataset.ts };
}

function press(node, value) {
  if (node.dataset.confirm && !window.confirm(node.dataset.confirm)) return;
  tell("press", { ...scopeOf(node), block: node.dataset.block, action: node.dataset.action, value });
}

// --- what people do ------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".press")) press(button, button.hasAttribute("value") ? button.value : null);
  else if (button.matches(".close")) closeModal();
  else if (button.dataset.clock) moveClock(button);
  else if (button.matches(".command")) startCommand(button.textContent);
  else if (button.matches(".shortcut")) tell("shortcut", { ...scopeOf(button), name: button.dataset.shortcut });
});

document.addEventListener("change", (event) => {
  if (event.target.id === "act-as") return actAs(event.target.value);
  const node = event.target.closest(".control");
  if (!node) return;
  node.dataset.touched = "yes";
  if (event.target.matches('input[type="search"]')) return;
  if (node.dataset.sends === "at once") press(node, valueOf(node));
});

document.addEventListener("input", (event) => {
  const node = event.target.closest(".control") ?? event.target;
  node.dataset.touched = "yes";
  if (event.target.matches('input[type="search"]')) search(node, event.target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.target.matches(".composer textarea") && !event.shiftKey) {
    event.preventDefault();
    event.target.form.requestSubmit();
  } else if (event.target.matches('input[type="search"]')) {
    event.preventDefault();
  } else if (event.target.matches("input.control") && event.target.dataset.sends === "on Enter") {
    event.preventDefault();
    press(event.target, valueOf(event.target));
  }
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.matches(".composer")) say(event.target);
  else submitModal(event.target);
});

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeModal();
});

async function say(form) {
  const field = form.querySelector("textarea");
  const text = field.value;
  if (!text.trim()) return;
  field.value = "";
  delete field.dataset.touched;
  const told = await tell("say", { text, thread: form.dataset.thread ?? "" });
  if (!told.ok && !field.value) field.value = text;
}

function startCommand(name) {
  const field = document.getElementById("say");
  field.value = `${name} `;
  field.focus();
}

function actAs(member) {
  location.assign(`/?${new URLSearchParams({ team: here.team, as: member, in: here.in })}`);
}

async function moveClock(button) {
  button.disabled = true;
  await tell("clock", { move: button.dataset.clock });
  button.disabled = false;
}

let asked = 0;
async function search(node, query) {
  const mine = ++asked;
  await pause(200);
  if (mine !== asked || query.length < Number(node.dataset.from)) return;
  const found = await tell("suggest", {
    ...scopeOf(node), block: node.dataset.block, action: node.dataset.action, value: query,
  });
  if (mine === asked && found.options) offer(node.querySelector("select"), found.options);
}

function offer(select, options) {
  const kept = [...select.options].filter((option) => option.value === "" || option.selected);
  const known = new Set(kept.map((option) => option.value));
  const fresh = options.filter((one) => !known.has(one.value)).map((one) => new Option(one.label, one.value));
  select.replaceChildren(...kept, ...fresh);
}

// --- modals --------------------------------------------------------------------------------------------------------

let complaint = {};
let sending = false;

async function submitModal(form) {
  if (sending) return;
  sending = true;
  complaint = {};
  clearErrors(form);
  const view = form.dataset.view;
  const told = await tell("submit", { view, values: valuesIn(form) });
  sending = false;
  complaint = { view, errors: told.errors ?? {}, trouble: told.trouble ?? "" };
  complain()?.focus();
}

// The form may have been drawn anew since it was sent: what was wrong stands beside the fields that are there now.
function complain() {
  const form = dialog.querySelector("form");
  if (form?.dataset.view !== complaint.view) return null;
  if (complaint.trouble) showTrouble(form, complaint.trouble);
  return showErrors(form, complaint.errors);
}

function closeModal() {
  const form = dialog.querySelector("form");
  if (form) tell("close", { view: form.dataset.view });
}

function clearErrors(form) {
  for (const line of form.querySelectorAll(".error")) line.hidden = true;
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

function showErrors(form, errors) {
  let first = null;
  for (const field of form.querySelectorAll("[data-field]")) {
    const words = errors[field.dataset.field];
    if (words === undefined) continue;
    const line = field.querySelector(".error");
    line.textContent = words;
    line.hidden = false;
    const input = field.querySelector("input, textarea, select");
    input?.setAttribute("aria-invalid", "true");
    first ??= input;
  }
  return first;
}

function showTrouble(form, words) {
  const line = form.querySelector(".trouble");
  line.textContent = words;
  line.hidden = false;
}

// --- drawing what changed ------------------------------------------------------------------------------------------

function keyOf(node) {
  const owner = node.closest("[data-ts], [data-view], [data-thread]");
  const name = owner ? owner.dataset.ts ?? owner.dataset.view ?? owner.dataset.thread : "";
  return [name, node.dataset.block, node.dataset.action, node.id].join("|");
}

function touchedIn(region) {
  const kept = new Map();
  for (const node of region.querySelectorAll("[data-touched]")) kept.set(keyOf(node), node);
  return kept;
}

function putBack(region, kept) {
  for (const node of region.querySelectorAll(".control, textarea")) {
    const old = kept.get(keyOf(node));
    if (old) node.replaceWith(old);
  }
}

function draw(region, html) {
  const focused = region.contains(document.activeElement) ? keyOf(document.activeElement) : null;
  const [across, down] = [region.scrollLeft, region.scrollTop];
  const bottom = region.scrollHeight - region.scrollTop - region.clientHeight < 80;
  const kept = touchedIn(region);
  region.innerHTML = html;
  putBack(region, kept);
  region.scrollTo(across, region.matches(".log") && bottom ? region.scrollHeight : down);
  if (focused) [...region.querySelectorAll("button, input, select, textarea")].find((n) => keyOf(n) === focused)?.focus();
}

function drawModal(html) {
  draw(dialog, html);
  if (html) complain();
  if (html && !dialog.open) openModal();
  if (!html && dialog.open) dialog.close();
}

function openModal() {
  dialog.showModal();
  dialog.querySelector(".field input, .field textarea, .field select")?.focus();
}

function drawAll(parts) {
  for (const region of document.querySelectorAll("[data-part]")) {
    const name = region.dataset.part;
    const html = (parts[name] ?? "").trim();
    if (shown[name] === html) continue;
    shown[name] = html;
    if (region === dialog) drawModal(html);
    else draw(region, html);
  }
  document.body.classList.toggle("threaded", Boolean(shown.thread));
  markNew();
}

function markNew() {
  try {
    const book = `seen ${here.team} ${here.as}`;
    const seen = JSON.parse(localStorage.getItem(book) ?? "{}");
    for (const link of document.querySelectorAll("#sidebar a[data-latest]")) {
      if (link.ariaCurrent ?? link.getAttribute("aria-current")) seen[link.dataset.place] = link.dataset.latest;
      const fresh = link.dataset.latest && Number(link.dataset.latest) > Number(seen[link.dataset.place] ?? 0);
      link.classList.toggle("new", Boolean(fresh));
    }
    localStorage.setItem(book, JSON.stringify(seen));
  } catch {
    // A browser without storage marks nothing as new.
  }
}

async function follow() {
  let since = "";
  for (;;) {
    const wanted = new URLSearchParams({ team: here.team, as: here.as, in: here.in, thread: here.thread, since });
    try {
      const answer = await fetch(`/page/parts?${wanted}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      since = String(told.version);
      drawAll(told.parts);
    } catch {
      since = "";
      await pause(1000);
    }
  }
}

for (const log of document.querySelectorAll(".log")) log.scrollTop = log.scrollHeight;
document.querySelector("#sidebar [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
if (dialog.querySelector("form")) openModal();
follow();
