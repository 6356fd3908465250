// The page before handing in: sends what is still on this device, then hands in, waiting for the network if need be.
// Without this file the two buttons are a link and a form.

import { clockTime, openClock, pageArrival } from "./quiz/clock.js";
import { openHandIn } from "./quiz/handin.js";
import { openQueue, request } from "./quiz/queue.js";
import { openStatus } from "./quiz/status.js";
import { deviceStorage, openStore } from "./quiz/store.js";

const form = document.getElementById("nop-bai");
const page = form.dataset;
const button = form.querySelector("[data-hand-in]");
const status = openStatus();
const store = openStore({ person: page.person, attempt: page.attempt, storage: deviceStorage() });
let isWanted = false; // the person pressed the button, or time is up

const fields = () => new URLSearchParams(new FormData(form));

function waiting() {
  button.textContent = status.say("nop.nut");
  status.post("nop.cho", { text: status.say("nop.cho") });
}

function signedOut() {
  status.post("phien.het", { text: status.say("phien.het"), action: status.link("phien.nut", page.loginUrl) });
}

const heard = {
  saving: () => status.saving(),
  saved: ({ saved_at: savedAt }) => status.saved(savedAt),
  lost({ n }) {
    status.unsaved(n);
    if (isWanted) waiting();
  },
  slow: ({ n, isFirst }) => heard.lost({ n, isFirst }),
  back() {},
  refused: ({ n }) => status.unsaved(n),
  conflict: () => location.reload(),
  elsewhere: () => status.post("may.khac", { text: status.say("may.khac") }),
  "signed-out": signedOut,
  closed: () => handIn.leave(),
};

const queue = openQueue({
  store, saveUrl: page.saveUrl, token: fields().get("csrf_token"), device: page.device,
  tell: (what, facts) => heard[what](facts),
});
const handIn = openHandIn({ page, store, queue, onWaiting: waiting, onSignedOut: signedOut, onLeave() {} });

async function send() {
  isWanted = true;
  if (store.unsent(1).count && !(await queue.flush())) return;
  handIn.send(fields());
}

async function timeIsUp() {
  await askTime();
  if (clock.left() > 0) return;
  status.post("gio.het", { kind: "info", text: status.say("gio.het", { time: clockTime(clock.deadline) }) });
  send();
}

const clock = openClock({
  onTick: (seconds, stage) => status.clock(seconds, stage),
  onAnnounce: (key) => status.sayTime(key),
  onEnd: timeIsUp,
});

async function askTime() {
  const { status: code, data, at } = await request(page.timeUrl, { headers: { Accept: "application/json" } });
  if (code === 200) clock.sync(Date.parse(data.now), Date.parse(data.deadline), at);
}

function again() {
  if (isWanted) send();
  else queue.now();
}

clock.sync(Date.parse(page.now), Date.parse(page.deadline), pageArrival());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
addEventListener("online", again);
addEventListener("pagehide", () => queue.farewell());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  askTime();
  again();
});
// The figures above were counted on the server; once the rest has arrived they must be counted again.
if (store.unsent(1).count) queue.flush().then((isClean) => isClean && !isWanted && location.reload());
