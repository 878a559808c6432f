// Modals: they open by themselves, say what is wrong beside each field, and give the focus back when they close.
import { draw } from "./draw.js";
import { giveBack, trail } from "./focus.js";
import { valuesIn } from "./values.js";
import { tell } from "./wire.js";

const dialog = document.getElementById("modal");
let complaint = {};
let sending = false;
let opener = null;

export function drawModal(html) {
  draw(dialog, html);
  complain();
  openModal();
  if (!html && dialog.open) {
    dialog.close();
    giveBack(opener);
  }
}

export function openModal() {
  if (dialog.open || !dialog.querySelector("form")) return;
  opener = trail(document.activeElement);
  dialog.showModal();
  const first = dialog.querySelector(".field input, .field textarea, .field select, .body button");
  (first ?? dialog.querySelector("#modal-title"))?.focus();
}

export async function submitModal(form) {
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

export function closeModal() {
  const form = dialog.querySelector("form");
  if (form) tell("close", { view: form.dataset.view });
}

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeModal();
});

// The form may have been drawn anew since it was sent: what was wrong stands beside the fields that are there now.
function complain() {
  const form = dialog.querySelector("form");
  if (form?.dataset.view !== complaint.view) return null;
  if (complaint.trouble) show(form.querySelector(".trouble"), complaint.trouble);
  return showErrors(form, complaint.errors ?? {});
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
    show(field.querySelector(".error"), words);
    const input = field.querySelector("input, textarea, select");
    input?.setAttribute("aria-invalid", "true");
    first ??= input;
  }
  return first;
}

function show(line, words) {
  if (line.textContent !== words) line.textContent = words;
  line.hidden = false;
}

// A question before an act that cannot be undone; yes only where yes was pressed.
export function sure(asked) {
  const box = document.getElementById("sure");
  const { title, text, confirm, deny } = JSON.parse(asked);
  box.querySelector("h2").textContent = title || "Are you sure?";
  box.querySelector("p").textContent = text;
  const [no, yes] = box.querySelectorAll("button");
  no.textContent = deny || "Cancel";
  yes.textContent = confirm || "Yes";
  box.returnValue = "no";
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => done(box.returnValue === "yes"), { once: true });
  });
}
