// The open paper on this device: its HTML as it came, with style and script, so that a reload without a signal shows it.
// The page is put into the cache from memory; nothing is fetched twice.

const PAPER = "bai";
const SMALL = 60000; // bytes of a picture that is kept
const POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

// Call before the script changes the page.
export function pageSource() {
  return `<!doctype html>${document.documentElement.outerHTML}`;
}

export async function keepPaper(source) {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register("/sw.js");
    const cache = await caches.open(PAPER);
    const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY };
    await cache.put(location.pathname, new Response(source, { headers }));
    const files = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    await cache.addAll(files.filter((path) => /^\/static\/.+\.(css|js|svg)$/.test(path)));
    await keepPictures(cache);
    // A worker that became active while this page was on its way has claimed only the pages before it.
    (await navigator.serviceWorker.ready).active.postMessage("claim");
  } catch {
    // Without a worker or room the paper still works; only an offline reload does not.
  }
}

// Those that no worker has seen on their way. Large ones are for who has a connection; recordings wait until they are wanted.
async function keepPictures(cache) {
  for (const { name, initiatorType, encodedBodySize } of performance.getEntriesByType("resource")) {
    if (initiatorType === "img" && encodedBodySize <= SMALL && !(await cache.match(name))) await cache.add(name);
  }
}

export async function forgetPaper() {
  try {
    await caches.delete(PAPER);
  } catch {
    // A device without copies has none to forget.
  }
}
