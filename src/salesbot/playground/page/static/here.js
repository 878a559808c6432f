// Where the page looks: it goes from place to place without loading anew, and follows what happens there.
import { draw, settle } from "./draw.js";
import { drawModal } from "./modal.js";
import { rove } from "./tools.js";
import { here, pause, toast } from "./wire.js";

const marks = {}; // of each piece, what the server calls the drawing that stands here
for (const region of document.querySelectorAll("[data-part]")) marks[region.dataset.part] = region.dataset.mark;
const drafts = new Map(); // what was begun in each conversation
let waiting = new AbortController();
let count = 60;
let heard = here.heard; // the last request of the inspector that toasts were shown for
let arriving = false;
const narrow = window.matchMedia("(max-width: 760px)");

export function go(address, { keep = false } = {}) {
  const wanted = new URL(address, location.href).searchParams;
  const before = { as: here.as, in: here.in };
  keepDraft();
  for (const name of ["team", "as", "in", "thread", "panel"]) here[name] = wanted.get(name) ?? "";
  if (!keep) history.pushState(null, "", address);
  browse(false);
  if (before.as !== here.as || before.in !== here.in) {
    count = 60;
    here.read = "";
    arriving = true;
  }
  waiting.abort("gone elsewhere");
}

export function older() {
  count += 60;
  waiting.abort("older ones wanted");
}

export function browse(open) {
  document.body.classList.toggle("browsing", open);
  document.querySelector(".browse").setAttribute("aria-expanded", String(open));
}

window.addEventListener("popstate", () => go(location.href, { keep: true }));

function keepDraft() {
  const field = document.getElementById("say");
  if (field) drafts.set(`${here.as} ${here.in}`, field.value);
}

export async function follow() {
  let since = here.version;
  let tries = 0;
  for (;;) {
    waiting = new AbortController();
    const arrived = arriving;
    arriving = false;
    try {
      const told = await news(since, arrived);
      drawAll(told, arrived);
      since = String(told.version);
      tries = 0;
    } catch {
      since = "";
      if (waiting.signal.aborted) continue;
      arriving ||= arrived;
      tries += 1;
      if (tries === 3) toast("The local Slack does not answer. Is it still running?", true);
      await pause(1000);
    }
  }
}

async function news(since, arrived) {
  const have = Object.entries(marks).map(([name, mark]) => `${name}:${mark}`).join(",");
  const { team, as, thread, panel, read } = here;
  const wanted = new URLSearchParams({ team, as, in: here.in, thread, panel, read, count, since, have, told: heard });
  if (arrived) wanted.set("arriving", "yes");
  const answer = await fetch(`/page/parts?${wanted}`, { signal: waiting.signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function drawAll(told, arrived) {
  const before = openPanels();
  here.read = told.read;
  for (const region of document.querySelectorAll("[data-part]")) {
    const name = region.dataset.part;
    if (told.parts[name] === undefined) continue;
    marks[name] = told.marks[name];
    if (name === "modal") drawModal(told.parts[name]);
    else drawPart(region, told.parts[name], arrived);
  }
  if (arrived) arrive();
  openPanels(before);
  rove();
  for (const each of told.troubles) {
    if (each.words) toast(each.words, true);
    heard = each.id;
  }
}

// Older messages come in above: what one reads stays where it is.
function drawPart(region, html, arrived) {
  const grown = draw(region, html);
  if (region.matches(".pane") && count > 60 && !arrived && grown > 0 && region.scrollTop < 80) region.scrollTop += grown;
}

function arrive() {
  const field = document.getElementById("say");
  if (field) field.value = drafts.get(`${here.as} ${here.in}`) ?? "";
  document.title = `${document.querySelector("main h2")?.textContent ?? ""} · ${here.workspace}`;
  settle();
  const busy = document.activeElement?.matches("#act-as");
  if (!narrow.matches && !busy) (field ?? document.querySelector("main h2"))?.focus();
}

// A thread or the inspector that has just opened takes the focus, and gives it back to where it was.
let opener = null;

function openPanels(before) {
  const open = [...document.querySelectorAll("aside")].filter((aside) => aside.childElementCount);
  const names = open.map((aside) => `${aside.className} ${aside.matches(".thread") ? here.thread : ""}`);
  if (before === undefined) return names;
  const fresh = open.find((aside, index) => !before.includes(names[index]));
  if (fresh) {
    opener ??= document.activeElement?.id ? document.activeElement : null;
    (fresh.querySelector("textarea") ?? fresh.querySelector("h2")).focus();
    settle(fresh);
  } else if (before.length > names.length) {
    (opener?.isConnected ? opener : document.getElementById("say"))?.focus();
    opener = null;
  }
  return names;
}
