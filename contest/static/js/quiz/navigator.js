// One question at a time: which one is shown, how to reach the others, and the list of all with their states.
// The address's hash decides, so Back works and a reload stays where it was.

const LETTERS = "abcdefgh";

export function openNavigator({ form, store, status, onCheck }) {
  const root = document.documentElement;
  const paper = form.closest(".paper");
  const side = document.getElementById("danh-sach");
  const questions = [...form.querySelectorAll(".q")];
  const total = questions.filter((question) => !("prediction" in question.dataset)).length;
  const round = form.dataset.round;
  const tools = document.getElementById("cong-cu");
  const listName = document.getElementById("ds-ten");
  const isWide = matchMedia("(min-width: 60em)");
  let here = null;
  let cameFromHere = false;

  const slotOf = (question) => question.dataset.slot;
  const listIsOpen = () => side.classList.contains("open");

  function showList(isOpen) {
    side.classList.toggle("open", isOpen);
    paper.classList.toggle("listing", isOpen);
    // On a narrow screen the list is the page, so its name is the page's heading.
    listName.setAttribute("aria-level", isOpen ? "1" : "2");
    if (!isOpen) return;
    scrollTo(0, 0);
    listName.focus({ preventScroll: true });
  }

  function show(question, { isArrival = true } = {}) {
    if (here) here.classList.remove("here");
    here = question;
    here.classList.add("here");
    const stem = here.querySelector(".stem");
    stem.setAttribute("aria-level", "1");
    if (tools) here.querySelector("legend").after(tools);
    const at = questions.indexOf(here);
    form.querySelector("[data-go='-1']").disabled = at === 0;
    form.querySelector("[data-go='1']").hidden = at === questions.length - 1;
    form.querySelector("[data-check]").hidden = at !== questions.length - 1;
    const name = "prediction" in here.dataset ? status.say("cau.dudoan") : status.say("cau", { n: slotOf(here), total });
    document.title = round ? `${name} – ${round}` : name;
    store.at = here.id;
    marks();
    document.dispatchEvent(new CustomEvent("question", { detail: here }));
    if (!isArrival) return;
    scrollTo(0, 0);
    stem.focus({ preventScroll: true });
  }

  // Follow the address. #danh-sach is the list on a narrow screen; on a wide one it is always there.
  function follow(options) {
    const id = location.hash.slice(1);
    if (id === "danh-sach" && !isWide.matches) {
      if (!here) show(find(store.at), { isArrival: false });
      showList(true);
      return;
    }
    const isElsewhere = id && !questions.some((question) => question.id === id);
    if (here && isElsewhere) return; // the skip link, say
    if (listIsOpen()) showList(false);
    show(find(isElsewhere ? store.at : id || store.at), options);
  }

  const find = (id) => questions.find((question) => question.id === id) || questions[0];

  function go(step) {
    const next = questions[questions.indexOf(here) + step];
    if (next) location.hash = next.id;
    else if (step > 0) onCheck();
  }

  // Shape, colour and words of every cell and stitch, from what the store holds.
  function marks() {
    const count = { answered: 0, open: 0, flagged: 0 };
    for (const question of questions) {
      const slot = slotOf(question);
      const entry = store.entry("prediction" in question.dataset ? "du_doan" : slot) || {};
      const isAnswered = Boolean(entry.value);
      const isFlagged = Boolean(entry.flag);
      count[isAnswered ? "answered" : "open"] += 1;
      if (isFlagged) count.flagged += 1;
      const cell = side.querySelector(`[data-cell="${slot}"]`);
      cell.toggleAttribute("data-answered", isAnswered);
      cell.toggleAttribute("data-flagged", isFlagged);
      if (question === here) cell.setAttribute("aria-current", "step");
      else cell.removeAttribute("aria-current");
      cell.querySelector("[data-says]").textContent =
        `, ${status.say(isAnswered ? "o.roi" : "o.chua")}${isFlagged ? `, ${status.say("o.dau")}` : ""}`;
      const stitch = document.querySelector(".stitches").children[slot - 1];
      stitch.className = `${isAnswered ? "full" : ""}${question === here ? " here" : ""}`;
    }
    document.querySelectorAll("[data-done]").forEach((element) => {
      element.textContent = `${count.answered}/${questions.length}`;
    });
    for (const [name, number] of Object.entries(count)) side.querySelector(`[data-count="${name}"]`).textContent = number;
  }

  function choose(index) {
    const radio = here.querySelectorAll("input[type=radio]")[index];
    if (!radio || radio.disabled) return false;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  // Enter goes on; A to D and 1 to 4 choose, but only inside the question and never while typing the prediction.
  function onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const isField = event.target.matches("input");
    if (event.key === "Enter" && isField) {
      event.preventDefault();
      if (event.target.type !== "checkbox") go(1);
      return;
    }
    if (event.target.matches("input:not([type=radio]):not([type=checkbox])") || !here.contains(event.target)) return;
    const key = event.key.toLowerCase();
    const index = key >= "1" && key <= "8" ? Number(key) - 1 : key.length === 1 ? LETTERS.indexOf(key) : -1;
    if (index >= 0 && choose(index)) event.preventDefault();
  }

  form.addEventListener("keydown", onKey);
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-go]");
    if (step) go(Number(step.dataset.go));
    if (event.target.closest("[data-list]")) cameFromHere = true;
  });
  side.querySelector("[data-close]").addEventListener("click", closeList);
  document.addEventListener("keydown", (event) => event.key === "Escape" && listIsOpen() && closeList());

  // Back to the opener, the way one came.
  function closeList() {
    const opener = form.querySelector("[data-list]");
    addEventListener("hashchange", () => opener.focus(), { once: true });
    if (cameFromHere) history.back();
    else location.hash = here.id;
    cameFromHere = false;
  }

  addEventListener("hashchange", () => follow());
  root.classList.add("js", "quiz-page");
  // The browser looks for the hash by itself when the page is complete, and takes the focus away once more.
  if (location.hash) addEventListener("load", () => follow());
  else history.replaceState(null, "", `#${find(store.at).id}`);
  follow({ isArrival: false });

  return { marks, total, get here() { return here; } };
}
