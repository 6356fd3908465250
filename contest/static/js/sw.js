// What opens without a connection: the open paper, public pages seen before, and one page that says so.
// The network always comes first; copies of personal pages (no-store) are never kept, the open paper by its own page.

const PAPER = "bai";
const PAGES = "trang";
const PRACTICE = "on-tap";
const MEDIA = "hinh";
const FILES = "tep";
const MOST = { [PAGES]: 20, [PRACTICE]: 10, [MEDIA]: 30 };
const SMALL = 60000; // bytes of a picture or recording that may be kept
const OFFLINE = "/ngoai-tuyen";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepOffline().catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(openPage(event, new URL(url).pathname));
  else if (new URL(url).pathname.startsWith("/static/")) event.respondWith(openFile(event.request));
  else if (/^\/(thi\/\w+|on-tap)\/tep\//.test(new URL(url).pathname)) event.respondWith(openMedium(event.request));
});

// The page that says so, and what it needs to look like one.
async function keepOffline() {
  const reply = await fetch(OFFLINE);
  await (await caches.open(PAGES)).put(OFFLINE, reply.clone());
  await keepScripts(await reply.text());
}

async function keepScripts(html) {
  await (await caches.open(FILES)).addAll(html.match(/\/static\/[^"]+\.(css|js)/g));
}

async function openPage(event, path) {
  const { request } = event;
  const isPractice = /^\/on-tap\b/.test(path);
  try {
    const reply = await fetch(request);
    if (reply.ok && !reply.redirected) {
      const isKept = !/no-store/.test(reply.headers.get("Cache-Control"));
      if (/^\/thi\/\w+\/ban-dich\//.test(path)) await keep(PAPER, request.url, reply.clone());
      else if (isKept) await keep(isPractice ? PRACTICE : PAGES, request.url, reply.clone());
      else if (isPractice) event.waitUntil(keepAsAnybody(request.url).catch(() => {}));
    }
    return reply;
  } catch {
    const paper = await (await caches.open(PAPER)).match(path);
    if (paper) return paper;
    const pages = await caches.open(PAGES);
    const copy = await (isPractice ? await caches.open(PRACTICE) : pages).match(request.url);
    if (copy) return marked(copy);
    const offline = await pages.match(OFFLINE);
    return offline ? withPaper(offline) : Response.error();
  }
}

// Hashed addresses never change, so a copy is as good as the network.
async function openFile(request) {
  return (await caches.match(request)) || fetch(request);
}

// Pictures come with the page, recordings when somebody wants to hear them; once here, small ones are here without a
// connection too: those of the open paper as long as the paper, not those of a paper that is handed in.
async function openMedium(request) {
  const copy = await caches.match(request.url);
  if (copy) return copy;
  const reply = await fetch(request);
  const isOfPaper = /\/thi\/\w+(\/ban-dich\/\w+)?$/.test(request.referrer);
  const isSmall = Number(reply.headers.get("Content-Length")) <= SMALL;
  if (reply.status === 200 && isSmall && (isOfPaper || request.url.includes("/on-tap/"))) await keep(isOfPaper ? PAPER : MEDIA, request.url, reply.clone());
  return reply;
}

// A device without room, or one that keeps nothing, still gets what it asked for.
async function keep(name, url, reply) {
  try {
    const cache = await caches.open(name);
    if (name === PRACTICE) await keepScripts(await reply.clone().text());
    await cache.put(url, reply);
    const [oldest, ...others] = (await cache.keys()).filter((one) => !one.url.endsWith(OFFLINE));
    if (others.length >= MOST[name]) await cache.delete(oldest);
  } catch {
    // Only the copy is missing.
  }
}

// Who is signed in practises without a connection too: on the page as a visitor sees it, with nothing of the person on it.
async function keepAsAnybody(url) {
  const reply = await fetch(url, { credentials: "omit" });
  if (reply.ok) await keep(PRACTICE, url, reply);
}

const changedCopy = async (copy, change) => new Response(change(await copy.text()), { headers: copy.headers });

// "Đang xem bản lưu lúc …" stands hidden in every page.
function marked(copy) {
  const moment = new Date(copy.headers.get("Date"));
  const time = moment.toLocaleString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });
  return changedCopy(copy, (html) => html.replace('id="ban-luu" hidden', 'id="ban-luu"').replace("{luc}", time));
}

// The offline page leads back to the paper that is open on this device.
async function withPaper(copy) {
  const [open] = await (await caches.open(PAPER)).keys().then((keys) => keys.filter(({ url }) => /\/thi\/\w+$/.test(url)));
  if (!open) return copy;
  return changedCopy(copy, (html) => html.replace('id="bai-mo" hidden', 'id="bai-mo"').replace('href="#bai-mo"', `href="${new URL(open.url).pathname}"`));
}
