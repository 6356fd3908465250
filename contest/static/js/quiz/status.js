// What the page says: the save line, the one visible message, the three live regions, the clock's face.
// Screen readers hear transitions only; "saved" at most every thirty seconds; never the seconds of the clock.

import { clockTime } from "./clock.js";

const QUIET_MS = 30000;
const ICONS = { check: "M4 13l5 5L20 7", not: "M3 3l18 18M6.5 9A4.5 4.5 0 0 0 7 18h10m3.5-2a4 4 0 0 0-3-6.5A6 6 0 0 0 10 6" };

function drawing(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function openStatus() {
  const sentences = JSON.parse(document.getElementById("loi-nhan").textContent);
  const region = (id) => document.getElementById(id);
  const board = region("bao");
  const lines = [...document.querySelectorAll("[data-saved]")];
  const faces = [...document.querySelectorAll("[data-clock]")];
  let quietUntil = 0;
  let shown = ""; // the key of the message on the board
  let isClockHidden = false;

  const say = (key, facts = {}) => sentences[key].replace(/\{(\w+)\}/g, (_, name) => facts[name]);

  function announce(id, text) {
    region(id).textContent = text;
  }

  function line(kind, icon, text) {
    for (const element of lines) {
      element.className = `saved${kind}`;
      element.textContent = "";
      if (icon) element.append(drawing(icon));
      element.append(text);
    }
  }

  // The board: a sentence in bold, one in plain, and at most one thing to do.
  function post(key, { kind = "warning", bold = "", text = "", action = null, isAlert = true } = {}) {
    if (shown === key && !action) {
      board.lastChild.lastChild.textContent = text;
      return;
    }
    shown = key;
    board.className = `notice notice--${kind}`;
    board.textContent = "";
    const words = document.createElement("p");
    words.append(Object.assign(document.createElement("b"), { textContent: bold ? `${bold} ` : "" }), document.createTextNode(text));
    board.append(words);
    if (action) {
      const row = document.createElement("p");
      row.append(action);
      board.append(row);
    }
    board.hidden = false;
    if (action) scrollTo(0, 0);
    // A polite message goes to the region of the save line.
    announce(isAlert ? "tb-loi" : "tb-luu", `${bold} ${text}`.trim());
  }

  return {
    say,
    post,
    clear(...keys) {
      if (!keys.includes(shown)) return;
      shown = "";
      board.hidden = true;
      announce("tb-loi", "");
    },
    saving: () => line(" saved--wait", "", say("luu.dang")),
    saved(at) {
      const text = say("luu.xong", { time: clockTime(Date.parse(at), true) });
      line("", "check", text);
      if (performance.now() < quietUntil) return;
      quietUntil = performance.now() + QUIET_MS;
      announce("tb-luu", text);
    },
    unsaved(n) {
      line(" saved--not", "not", say("luu.chua", { n }));
      quietUntil = 0;
    },
    speak: (key, facts) => announce("tb-luu", say(key, facts)),
    sayTime(key, facts) {
      announce(key === "gio.30" ? "tb-loi" : "tb-gio", say(key, facts));
    },
    clock(seconds, stage) {
      const two = (number) => String(number).padStart(2, "0");
      const text = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
      for (const face of faces) {
        const digits = face.matches("[data-clock-text]") ? face : face.querySelector("[data-clock-text]");
        digits.textContent = text;
        face.classList.toggle("clock--soon", stage === "soon");
        face.classList.toggle("clock--last", stage === "last");
        face.classList.toggle("clock--hidden", isClockHidden && stage === "calm");
      }
    },
    hideClock(isHidden) { isClockHidden = isHidden; },
    link: (key, href) => Object.assign(document.createElement("a"), { className: "btn", href, textContent: say(key) }),
  };
}
