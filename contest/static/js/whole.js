// A whole set on one page: opening an answer says whether the choice was right, the right ones are counted, and the
// others can be done again, with or without a connection. Without this file the answers are opened and compared.

const words = document.getElementById("ket-qua-bo");
const status = words.querySelector("[role=status]");
const again = words.querySelector("button");
const judged = new Map();
let asked = [...document.querySelectorAll("[data-key]")];

const part = (section, selector) => section.querySelector(selector);

function judge(section) {
  if (judged.has(section) || !part(section, "details").open) return;
  const chosen = part(section, "input:checked");
  const isRight = Boolean(chosen) && chosen.value === section.dataset.key;
  judged.set(section, isRight);
  part(section, "fieldset").disabled = true;
  const verdict = part(section, "[data-verdict]");
  verdict.textContent = isRight ? words.dataset.right : words.dataset.wrong;
  verdict.className = isRight ? "up" : "down";
  verdict.hidden = false;
  tell();
}

function tell() {
  const right = asked.filter((section) => judged.get(section)).length;
  const left = asked.filter((section) => !judged.has(section)).length;
  const score = words.dataset.score.replace("{right}", right).replace("{all}", asked.length);
  status.textContent = left ? words.dataset.left.replace("{n}", left) : score;
  again.hidden = left > 0 || right === asked.length;
}

// Those that were right go; the others are as on the first day.
function repeat() {
  asked.filter((section) => judged.get(section)).forEach((section) => { section.hidden = true; });
  asked = asked.filter((section) => !judged.get(section));
  judged.clear();
  for (const section of asked) {
    part(section, "fieldset").disabled = false;
    part(section, "details").open = false;
    part(section, "[data-verdict]").hidden = true;
    section.querySelectorAll("input").forEach((radio) => { radio.checked = false; });
  }
  tell();
  part(asked[0], "h2").focus();
}

for (const section of asked) part(section, "details").addEventListener("toggle", () => judge(section));
again.addEventListener("click", repeat);
