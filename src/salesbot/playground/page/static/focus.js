// Where the focus was, and how it comes back there: what had it may be gone when a form closes or a message is redrawn.

export function trail(node) {
  return { node, within: node?.closest("[id]:not(button)")?.id, action: node?.dataset?.action };
}

// To the node itself, to what does the same on the message it sat on, to that message, or to where one writes.
export function giveBack(at) {
  const within = at?.within ? document.getElementById(at.within) : null;
  const again = [...(within?.querySelectorAll("[data-action]") ?? [])].find((n) => n.dataset.action === at.action);
  const first = at?.node?.isConnected ? at.node : again ?? within?.querySelector("button, a, textarea, input");
  (first ?? document.getElementById("say"))?.focus();
}
