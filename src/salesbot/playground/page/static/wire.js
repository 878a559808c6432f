// What goes to the server, and what it says to the person.

export const here = document.body.dataset;
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const SHOWN_FOR = 7000; // ms that a toast stays; it can be closed before

export async function tell(door, body = {}) {
  try {
    const answer = await fetch(`/page/${door}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: here.as, team: here.team, in: here.in, ...body }),
    });
    const told = await answer.json();
    if (told.words) toast(told.words, told.ok === false);
    return told;
  } catch {
    toast("The local Slack does not answer. Is it still running?", true);
    return {};
  }
}

export function toast(words, bad = false) {
  const shelf = document.getElementById("toasts");
  const note = document.createElement("p");
  const close = document.createElement("button");
  note.textContent = words;
  note.className = bad ? "toast bad" : "toast";
  close.type = "button";
  close.className = "plain";
  close.textContent = "✕";
  close.setAttribute("aria-label", "Close this note");
  close.addEventListener("click", () => note.remove());
  note.append(close);
  shelf.append(note);
  while (shelf.children.length > 3) shelf.firstChild.remove();
  setTimeout(() => note.remove(), SHOWN_FOR);
}

// What only a screen reader needs to hear.
export function whisper(words) {
  document.getElementById("told").textContent = words;
}
