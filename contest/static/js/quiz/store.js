// What this device holds of one person's paper: the answers, their sequence numbers, and what the server has confirmed.
// Written before anything is sent; shared by the tabs of one browser; the higher sequence wins.

export const PREDICTION = "du_doan";
const PREFIX = "cchc:bai";

// A browser in private mode may refuse storage altogether, even to look at it.
export function deviceStorage() {
  try {
    localStorage.setItem(PREFIX, "1");
    localStorage.removeItem(PREFIX);
    return localStorage;
  } catch {
    return null;
  }
}

export function openStore({ person, attempt, storage }) {
  const key = `${PREFIX}:${person}:${attempt}`;
  let isDurable = storage !== null;
  let paper = { entries: {}, at: "", heard: null, savedAt: "" };

  function read() {
    if (!isDurable) return;
    try {
      paper = { ...paper, ...JSON.parse(storage.getItem(key) || "{}") };
    } catch {
      // What cannot be read is as good as nothing; the server still has its copy.
    }
  }

  function write() {
    if (!isDurable) return;
    try {
      storage.setItem(key, JSON.stringify(paper));
    } catch {
      isDurable = false; // Full: from now on memory is the truth of this tab.
    }
  }

  const highest = () => Math.max(0, ...Object.values(paper.entries).map((entry) => entry.seq));
  const isOpen = ([, entry]) => entry.seq > entry.acked && entry.seq !== entry.refused;

  // Bring the page's copy (from the server) and the device's together. A page from the offline cache is older than
  // what we heard since, so its confirmations count only where they are the higher ones.
  function reconcile(slots, isCached) {
    for (const { slot, value, flag, seq } of slots) {
      const own = paper.entries[slot];
      if (!own || own.seq <= seq) paper.entries[slot] = { value, flag, seq, acked: seq };
      else own.acked = isCached ? Math.max(own.acked, seq) : seq;
    }
    write();
    return paper.entries;
  }

  function change(slot, patch) {
    read();
    paper.entries[slot] = { value: "", flag: false, acked: 0, ...paper.entries[slot], ...patch, seq: 1 + highest() };
    write();
  }

  // Answers the server has not confirmed, as the request carries them; at most `limit` of them.
  function unsent(limit) {
    const open = Object.entries(paper.entries).filter(isOpen).slice(0, limit);
    const body = { answers: [] };
    for (const [slot, { value, flag, seq }] of open) {
      if (slot === PREDICTION) body.prediction = { value, seq };
      else body.answers.push({ slot: Number(slot), choice: value || null, seq, flag });
    }
    return { count: open.length, body };
  }

  // The server says which sequence it holds of each slot, and where that is not what was sent, what it keeps instead.
  // Answers whether this page is up to date.
  function acknowledge(stored, kept) {
    read(); // another tab may have changed something while the request was on its way
    const isOurs = stored.map(({ slot, seq }) => !paper.entries[slot] || confirm(paper.entries[slot], seq, kept.get(slot)));
    write();
    return isOurs.every(Boolean);
  }

  // What was chosen here and is not stored leaves again, with a sequence above the stored one. But where the tabs share
  // this store, a sequence above ours was written by a newer page: false.
  function confirm(entry, seq, kept) {
    entry.acked = Math.max(entry.acked, seq);
    if (!kept || seq < entry.seq) return true;
    if (kept.value === entry.value && kept.flag === entry.flag) entry.seq = seq;
    else if (seq === entry.seq || !isDurable) entry.seq = 1 + Math.max(seq, highest());
    return seq <= entry.seq;
  }

  // Not sent again until it is changed. Answers how many are refused by now.
  function refuse({ answers, prediction }) {
    read();
    for (const { slot, seq } of answers) paper.entries[slot].refused = seq;
    if (prediction) paper.entries[PREDICTION].refused = prediction.seq;
    write();
    return Object.values(paper.entries).filter((entry) => entry.refused === entry.seq).length;
  }

  read();
  return {
    reconcile, change, unsent, acknowledge, refuse, write,
    isDurable: () => isDurable,
    entry: (slot) => paper.entries[slot],
    entries: () => paper.entries,
    missing: () => Object.values(paper.entries).filter((entry) => entry.seq > entry.acked).length,
    get at() { return paper.at; },
    set at(id) { read(); paper.at = id; write(); },
    get heard() { return paper.heard; },
    set heard(moment) { read(); paper.heard = moment; write(); },
    get savedAt() { return paper.savedAt; },
    set savedAt(moment) { read(); paper.savedAt = moment; write(); },
    onOtherTab(callback) {
      addEventListener("storage", (event) => {
        if (event.key !== key || !event.newValue) return;
        read();
        callback();
      });
    },
    forget() {
      isDurable = false;
      if (storage) storage.removeItem(key);
    },
  };
}
