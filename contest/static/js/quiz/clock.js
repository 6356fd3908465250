// Time left, by the server's clock. This device only counts on from what the server said, with performance.now(),
// which nobody can set; the phone's own clock is asked only when a paper is reopened without a connection.

const ANNOUNCED = [[600, "gio.10"], [300, "gio.5"], [60, "gio.1"], [30, "gio.30"]];
const SOON_S = 300;
const LAST_S = 60;

export function openClock({ onTick, onAnnounce, onEnd }) {
  let base = 0; // server's milliseconds when performance.now() was 0
  let deadline = 0;
  let before = Infinity; // seconds left at the last tick
  let timer = 0;
  let isOver = false;

  const serverNow = () => base + performance.now();
  const left = () => Math.max(0, deadline - serverNow());

  function tick() {
    clearTimeout(timer);
    const ms = left();
    const seconds = Math.ceil(ms / 1000);
    onTick(seconds, seconds <= LAST_S ? "last" : seconds <= SOON_S ? "soon" : "calm");
    for (const [at, key] of ANNOUNCED) if (seconds <= at && before > at && before !== Infinity) onAnnounce(key);
    before = seconds;
    if (ms > 0) {
      isOver = false;
      timer = setTimeout(tick, (ms % 1000) + 5);
    } else if (!isOver) {
      isOver = true;
      onEnd();
    }
  }

  return {
    // `at`: when, on performance.now(), the server's "now" was true.
    sync(now, until, at) {
      base = now - at;
      deadline = until;
      tick();
    },
    left,
    serverNow,
    get deadline() { return deadline; },
  };
}

// When the server wrote this page, on performance.now(): just before its first byte came.
export function pageArrival() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry ? entry.responseStart : 0;
}

// 09:14:26 or 09:14 in Vietnam, whatever the phone's time zone says.
export function clockTime(ms, withSeconds) {
  const text = new Date(ms + 7 * 3600 * 1000).toISOString();
  return text.slice(11, withSeconds ? 19 : 16);
}
