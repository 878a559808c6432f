// Draws a piece of the page again and leaves alone what did not change: the caret, open menus, sorted tables stay.
import { giveBack, trail } from "./focus.js";

const source = new WeakMap(); // what was sent for a kept node, since a table sorted here differs from what was sent

export function draw(region, html) {
  const fresh = region.cloneNode(false);
  fresh.innerHTML = html;
  const scrollers = [...region.querySelectorAll(".scroller"), region].map((node) => [node, atEnd(node)]);
  const before = region.scrollHeight;
  const focus = region.contains(document.activeElement) ? trail(document.activeElement) : null;
  morphChildren(region, fresh);
  if (focus && document.activeElement === document.body) giveBack(focus);
  for (const [node, end] of scrollers) if (end) node.scrollTop = node.scrollHeight;
  return region.scrollHeight - before;
}

// At first, and at a new place, one sees the newest messages, or the first new one.
export function settle(root = document) {
  for (const node of root.querySelectorAll(".scroller")) {
    const fresh = node.querySelector(".rule.fresh");
    if (fresh) reveal(node, fresh);
    else if (node.querySelector(".messages")) node.scrollTop = node.scrollHeight;
  }
  const current = document.querySelector("#sidebar [aria-current]");
  if (current) reveal(document.getElementById("sidebar"), current);
}

// Not scrollIntoView: after that the first Tab would go on from there, and past the link that skips to writing.
function reveal(scroller, node) {
  const [outer, inner] = [scroller.getBoundingClientRect(), node.getBoundingClientRect()];
  if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
  scroller.scrollTop += inner.top - outer.top - outer.height / 2;
}

function atEnd(node) {
  return node.matches(".scroller") && node.querySelector(".messages") !== null
    && node.scrollHeight - node.scrollTop - node.clientHeight < 80;
}

function morph(old, fresh) {
  if (fresh.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (fresh.hasAttribute("data-keep")) {
    if (source.get(old) === fresh.outerHTML) return;
    source.set(old, fresh.outerHTML);
  }
  if (old.dataset?.touched || old.hasAttribute("data-own")) return;
  sameAttributes(old, fresh);
  if (old.matches("textarea")) old.value = fresh.value;
  else morphChildren(old, fresh);
  if (old.matches("select")) old.value = fresh.value;
}

function morphChildren(parent, fresh) {
  const named = new Map([...parent.children].filter((node) => node.id).map((node) => [node.id, node]));
  let next = parent.firstChild;
  for (const want of [...fresh.childNodes]) {
    const have = counterpart(want, next, named);
    if (have === null) {
      remember(want);
      parent.insertBefore(want, next);
      continue;
    }
    if (have === next) next = next.nextSibling;
    else parent.insertBefore(have, next);
    morph(have, want);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    if (!gone.dataset || !("own" in gone.dataset)) gone.remove();
  }
}

function counterpart(want, next, named) {
  if (want.id) {
    const have = named.get(want.id);
    return have && have.tagName === want.tagName ? have : null;
  }
  return next && !next.id && !("own" in (next.dataset ?? {})) && next.nodeType === want.nodeType && next.nodeName === want.nodeName ? next : null;
}

export function remember(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const kept of [node, ...node.querySelectorAll("[data-keep]")]) {
    if (kept.hasAttribute("data-keep")) source.set(kept, kept.outerHTML);
  }
}

// A person opens and closes details, and stands on one message of many: the server knows nothing of that.
const THEIRS = new Set(["open", "tabindex"]);

function sameAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !THEIRS.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.matches("input") && !old.dataset.touched) {
    old.value = fresh.value;
    old.checked = fresh.checked;
  }
}
