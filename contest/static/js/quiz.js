// The paper: joins store, queue, clock, navigator and status. Without this file the page is one long form that works.

import { clockTime, openClock, pageArrival } from "./quiz/clock.js";
import { openHandIn } from "./quiz/handin.js";
import { openNavigator } from "./quiz/navigator.js";
import { keepPaper, pageSource } from "./quiz/offline.js";
import { openQueue, pauseAfter, request } from "./quiz/queue.js";
import { openStatus } from "./quiz/status.js";
import { PREDICTION, deviceStorage, openStore } from "./quiz/store.js";

const SPREAD_MS = 5000; // papers that end together do not hand in together; the grace is longer than this
const SIZES = ["100", "125", "150", "200"];

const source = pageSource();
const form = document.getElementById("bai-thi");
const page = form.dataset;
const token = document.querySelector("meta[name=csrf-token]").content;
const prediction = document.getElementById(PREDICTION);
const status = openStatus();
const store = openStore({ person: page.person, attempt: page.attempt, storage: deviceStorage() });
let mayLeave = false;
let isOver = false;
let isTold = false; // the server has told this page the time; until then the clock rests on the phone's own
let ending = 0; // the timer of the next step towards handing in
let failures = 0; // in asking whether the time is really over

// --- What the server printed, and what this device knows beyond it

const keyOf = (question) => ("prediction" in question.dataset ? PREDICTION : question.dataset.slot);

function printed(question) {
  const chosen = question.querySelector("input[type=radio]:checked");
  const flag = question.querySelector("input[type=checkbox]");
  return {
    slot: keyOf(question),
    value: keyOf(question) === PREDICTION ? prediction.value : (chosen ? chosen.value : ""),
    flag: Boolean(flag && flag.checked),
    seq: Number(question.dataset.seq),
  };
}

function showAnswers() {
  for (const question of form.querySelectorAll(".q")) {
    const entry = store.entry(keyOf(question));
    question.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = radio.value === entry.value; });
    const flag = question.querySelector("input[type=checkbox]");
    if (flag) flag.checked = entry.flag;
    if (keyOf(question) === PREDICTION && document.activeElement !== prediction) prediction.value = entry.value;
  }
}

function setDisabled(isDisabled) {
  form.querySelectorAll(".q").forEach((question) => { question.disabled = isDisabled; });
}

// --- Time

const clock = openClock({
  onTick: (seconds, stage) => status.clock(seconds, stage),
  onAnnounce(key) {
    status.sayTime(key);
    if (key === "gio.1") status.post(key, { text: status.say(key), isAlert: false });
  },
  onEnd: timeIsUp,
});

function hear(now, deadline, at) {
  const server = Date.parse(now);
  isTold = true;
  store.heard = { server, deadline: Date.parse(deadline), wall: Date.now() };
  clock.sync(server, Date.parse(deadline), at);
  if (isOver && clock.left() > 0) goOn();
}

async function askTime() {
  const { status: code, data, at } = await request(page.timeUrl, { headers: { Accept: "application/json" } });
  if (code === 200) hear(data.now, data.deadline, at);
}

function goOn() {
  isOver = false;
  setDisabled(false);
  status.clear("gio.het", "gio.het_matmang", "gio.het_cho");
}

async function timeIsUp() {
  isOver = true;
  setDisabled(true);
  await askTime();
  if (!isOver) return;
  await queue.flush();
  if (isOver) finish();
}

// Everything has arrived, so the paper may be closed; until then this page stays and keeps trying. A paper reopened
// without a connection believed the phone's clock, so the server is asked before anything is closed by it.
async function finish() {
  clearTimeout(ending);
  const waiting = store.unsent().count;
  if (waiting) {
    status.post("gio.het_matmang", { text: status.say("gio.het_matmang", { n: waiting }) });
    return;
  }
  if (!isTold) await askTime();
  if (!isOver) return;
  if (isTold) {
    status.post("gio.het", { kind: "info", text: status.say("gio.het", { time: clockTime(clock.deadline) }) });
    ending = setTimeout(() => handIn.send(new URLSearchParams({ csrf_token: token })), Math.random() * SPREAD_MS);
  } else {
    status.post("gio.het_cho", { text: status.say("gio.het_cho") });
    failures += 1;
    ending = setTimeout(finish, pauseAfter(failures));
  }
}

// --- Sending

function takeOver() {
  const takeover = Object.assign(document.createElement("form"), { method: "post", action: page.takeoverUrl });
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "csrf_token", value: token });
  const button = Object.assign(document.createElement("button"), { className: "btn", textContent: status.say("may.nut") });
  takeover.append(field, button);
  takeover.addEventListener("submit", () => { mayLeave = true; });
  return takeover;
}

function signIn() {
  const link = status.link("phien.nut", page.loginUrl);
  link.addEventListener("click", () => { mayLeave = store.isDurable(); });
  return link;
}

const heard = {
  saving: () => status.saving(),
  saved({ saved_at: savedAt, now, deadline, at }) {
    const missing = store.missing();
    store.savedAt = savedAt;
    if (missing) status.unsaved(missing);
    else {
      status.saved(savedAt);
      status.clear("luu.tuchoi");
    }
    hear(now, deadline, at);
    if (isOver) finish();
  },
  lost({ n, isFirst }) {
    status.unsaved(n);
    if (isOver) finish();
    else if (isFirst) status.post("mang.mat", { bold: status.say("mang.mat"), text: status.say("mang.mat.viec") });
  },
  slow({ n, isFirst }) {
    status.unsaved(n);
    if (isOver) finish();
    else if (isFirst) status.post("mang.cham", { text: status.say("mang.cham"), isAlert: false });
  },
  back({ n }) {
    status.clear("mang.mat", "mang.cham");
    status.speak("mang.lai", { n });
  },
  refused({ n }) {
    status.unsaved(store.missing());
    status.post("luu.tuchoi", { kind: "error", text: status.say("luu.tuchoi", { n }) });
  },
  conflict() {
    mayLeave = true;
    location.reload();
  },
  elsewhere() {
    setDisabled(true);
    status.unsaved(store.missing());
    status.post("may.khac", { text: status.say("may.khac"), action: takeOver() });
  },
  "signed-out"() {
    status.unsaved(store.missing());
    status.post("phien.het", { text: status.say("phien.het"), action: signIn() });
  },
  closed: () => handIn.leave(),
};

const queue = openQueue({
  store, token, saveUrl: page.saveUrl, device: page.device, tell: (what, facts) => heard[what](facts),
});

const handIn = openHandIn({
  page, store, queue,
  onWaiting: () => status.post("gio.het_cho", { text: status.say("gio.het_cho") }),
  onSignedOut: () => heard["signed-out"](),
  onLeave: () => { mayLeave = true; },
});

function changed(slot, patch) {
  store.change(slot, patch);
  navigator_.marks();
  if (!store.isDurable() && !changed.isTold) {
    changed.isTold = true;
    status.post("may.khonggiu", { text: status.say("may.khonggiu"), isAlert: false });
  }
  queue.poke();
}

async function check() {
  status.saving();
  if (!(await queue.flush())) return;
  mayLeave = true;
  location.href = page.checkUrl;
}

// --- Start

const isCached = store.heard !== null && Date.parse(page.now) <= store.heard.server;
store.reconcile([...form.querySelectorAll(".q")].map(printed), isCached);
showAnswers();
const navigator_ = openNavigator({ form, store, status, onCheck: check });
if (isCached) {
  const { server, deadline, wall } = store.heard;
  clock.sync(server + Math.max(0, Date.now() - wall), deadline, performance.now());
  askTime();
} else hear(page.now, page.deadline, pageArrival());
if (store.unsent(1).count) {
  status.unsaved(store.missing());
  queue.now();
} else if (isCached && store.savedAt) status.saved(store.savedAt);
if (window.speechSynthesis || document.querySelector("[data-listen]")) {
  import("./quiz/voice.js").then(({ offerListening }) => offerListening({ form, status })).catch(() => {});
}
setTimeout(() => keepPaper(source), 500); // the reader comes first

form.addEventListener("change", ({ target }) => {
  const slot = target.closest(".q").dataset.slot;
  if (target.type === "radio") changed(slot, { value: target.value });
  else if (target.type === "checkbox") changed(slot, { flag: target.checked });
});
form.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-clear]")) return;
  target.closest(".q").querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = false; });
  changed(target.closest(".q").dataset.slot, { value: "" });
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  queue.flush();
});
if (prediction) {
  prediction.addEventListener("input", () => {
    const digits = prediction.value.replace(/[\s.]/g, "");
    const isNumber = /^\d{0,9}$/.test(digits);
    document.getElementById("du_doan-loi").hidden = isNumber;
    prediction.toggleAttribute("aria-invalid", !isNumber);
    if (isNumber) changed(PREDICTION, { value: digits });
  });
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-check], [data-hide-clock], [data-size]");
  if (!button) return;
  if ("check" in button.dataset) {
    event.preventDefault();
    check();
  } else if ("hideClock" in button.dataset) {
    const isHidden = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isHidden));
    button.textContent = status.say(isHidden ? "gio.hien" : "gio.an");
    status.hideClock(isHidden);
  } else resize(event, button);
});

// Letters change at once; the server keeps the choice for the next page.
function resize(event, button) {
  event.preventDefault();
  const root = document.documentElement;
  const at = SIZES.indexOf(root.dataset.text) + Number(button.dataset.size);
  root.dataset.text = SIZES[Math.min(Math.max(at, 0), SIZES.length - 1)];
  const fields = new URLSearchParams(new FormData(button.form));
  fields.set("text", root.dataset.text);
  request(button.form.action, { method: "POST", redirect: "manual", body: fields });
}

store.onOtherTab(() => {
  showAnswers();
  navigator_.marks();
  if (store.missing() || !store.savedAt) return;
  status.clear("mang.mat", "mang.cham");
  status.saved(store.savedAt);
});
addEventListener("online", () => {
  queue.now();
  if (isOver) finish();
});
addEventListener("pageshow", (event) => event.persisted && askTime());
addEventListener("pagehide", () => queue.farewell());
addEventListener("beforeunload", (event) => {
  if (mayLeave || !store.unsent(1).count) return;
  event.preventDefault();
  event.returnValue = "";
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  queue.now();
  if (!isOver) askTime();
});
