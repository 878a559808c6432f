// What one can do with a message: the tools come to the message under the pointer or the focus, and arrow keys go on.
import { here } from "./wire.js";

const template = document.getElementById("tools");

function equip(message) {
  if (message.matches(".whisper") || message.querySelector(":scope > .tools")) return;
  for (const old of document.querySelectorAll(".message > .tools:not(:focus-within)")) old.remove();
  const tools = template.content.firstElementChild.cloneNode(true);
  const answer = tools.querySelector(".answer");
  if (message.closest("aside")) answer.remove();
  else answer.href = address(message.dataset.ts);
  message.append(tools);
}

function address(thread) {
  return `/?${new URLSearchParams({ team: here.team, as: here.as, in: here.in, thread, panel: here.panel })}`;
}

// One message of each list can be reached by Tab: the last one, or where one was.
export function rove() {
  for (const list of document.querySelectorAll(".messages")) {
    if (list.querySelector('.message[tabindex="0"]')) continue;
    const last = [...list.querySelectorAll(".message")].at(-1);
    if (last) last.tabIndex = 0;
  }
}

document.addEventListener("pointerover", (event) => {
  const message = event.target.closest?.(".message");
  if (message) equip(message);
});

document.addEventListener("focusin", (event) => {
  const message = event.target.closest?.(".message");
  if (!message) return;
  for (const other of message.parentElement.querySelectorAll('.message[tabindex="0"]')) other.tabIndex = -1;
  message.tabIndex = 0;
  equip(message);
});

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || !event.target.matches?.(".message")) return;
  const all = [...event.target.parentElement.querySelectorAll(".message")];
  const next = all[all.indexOf(event.target) + step];
  event.preventDefault();
  next?.focus();
});
