// Keys for a long table: J and K walk, X chooses, / goes to the search field; Enter opens, as links do.
// They act only while the focus is in the table, so that nobody who dictates or types elsewhere sets them off.

const table = document.querySelector("main .table-card");
const rows = [...document.querySelectorAll("main tbody tr")];

function go(step) {
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  rows[at]?.classList.remove("at");
  row.classList.add("at");
  row.querySelector("a").focus();
}

function choose() {
  document.activeElement.closest("tr")?.querySelector("input[type=checkbox]:not(:disabled)")?.click();
}

const ACTS = {
  j: () => go(1),
  k: () => go(-1),
  x: choose,
  "/": () => document.querySelector("form[role=search] input").focus(),
};

table?.addEventListener("keydown", (event) => {
  const act = ACTS[event.key.toLowerCase()];
  if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  act();
});
