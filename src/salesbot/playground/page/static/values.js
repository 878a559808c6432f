// What the controls hold.

export function valueOf(node) {
  if (node.matches("input, textarea, select")) return node.value === "" ? null : node.value;
  if (node.matches(".search")) {
    const select = node.querySelector("select");
    const chosen = [...select.selectedOptions].map((option) => option.value).filter(Boolean);
    return select.multiple ? chosen : chosen[0] ?? null;
  }
  const ticked = [...node.querySelectorAll("input:checked")].map((input) => input.value);
  return node.matches(".radio") ? ticked[0] ?? null : ticked;
}

export function valuesIn(root) {
  const values = {};
  for (const node of root.querySelectorAll(".control")) {
    (values[node.dataset.block] ??= {})[node.dataset.action] = valueOf(node);
  }
  return values;
}

// Where a control or button stands: in a form or home tab with all that was typed there, or on a message.
export function scopeOf(node) {
  const view = node.closest("[data-view]");
  if (view) return { view: view.dataset.view, values: valuesIn(view) };
  const message = node.closest(".message");
  return { channel: message.dataset.channel, ts: message.dataset.ts };
}
