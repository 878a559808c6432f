// Tables that are sorted and paged here, without asking the server.

document.addEventListener("click", (event) => {
  const sort = event.target.closest("table.data .sort");
  const turn = event.target.closest(".turn");
  if (sort) sortBy(sort.closest("th"));
  else if (turn) turnPage(turn.closest(".block").querySelector("table.data"), Number(turn.dataset.turn));
});

function sortBy(head) {
  const table = head.closest("table");
  const at = head.cellIndex;
  const down = head.getAttribute("aria-sort") === "ascending";
  const rows = [...table.tBodies[0].rows];
  const order = (one, other) => compare(one.cells[at].dataset.key, other.cells[at].dataset.key);
  rows.sort((one, other) => (down ? order(other, one) : order(one, other)));
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  table.tBodies[0].append(...rows);
  table.dataset.page = "0";
  turnPage(table, 0);
}

function compare(one, other) {
  const numbers = one !== "" && other !== "" && !Number.isNaN(Number(one)) && !Number.isNaN(Number(other));
  return numbers ? Number(one) - Number(other) : one.localeCompare(other);
}

function turnPage(table, by) {
  const size = Number(table.dataset.size);
  const rows = [...table.tBodies[0].rows];
  if (!size || rows.length <= size) return;
  const last = Math.ceil(rows.length / size) - 1;
  const page = Math.min(last, Math.max(0, Number(table.dataset.page ?? 0) + by));
  table.dataset.page = String(page);
  rows.forEach((row, index) => { row.hidden = Math.floor(index / size) !== page; });
  const pages = table.closest(".block").querySelector(".pages");
  pages.querySelector("span").textContent = `${page * size + 1}–${Math.min(rows.length, (page + 1) * size)} of ${rows.length}`;
  const [back, on] = pages.querySelectorAll("button");
  back.disabled = page === 0;
  on.disabled = page === last;
}
