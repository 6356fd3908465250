// Getting answers from this device to the server: one batch at a time, repeated until confirmed.
// A repeat is harmless, since each answer carries its sequence; "saved" is told only on a durable reply.

const WAIT_MS = 800;
const TIMEOUT_MS = 8000;
const PAUSES_MS = [2000, 4000, 8000, 15000, 30000];
const SPREAD = 0.2; // so that a thousand phones do not come back in the same second
export const SIGNED_OUT = [400, 401, 403, 404]; // 400: the anti-forgery token of an ended sign-in; 404: somebody else's

// One request with a time limit. Answers {status, data, at}; status 0 means that nothing came back.
export async function request(address, options) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  const start = performance.now();
  try {
    const reply = await fetch(address, { credentials: "same-origin", ...options, signal: stop.signal });
    const isJson = (reply.headers.get("Content-Type") || "").includes("json");
    const at = (start + performance.now()) / 2; // when the server said so, as near as can be known
    return { status: reply.status, data: isJson ? await reply.json() : null, isRedirect: reply.type === "opaqueredirect", at };
  } catch (error) {
    return { status: 0, data: null, isSlow: error.name === "AbortError" };
  } finally {
    clearTimeout(timer);
  }
}

// The pause before the next attempt after so many failures in a row.
export function pauseAfter(failures) {
  const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1];
  return pause * (1 + SPREAD * (2 * Math.random() - 1));
}

// `tell(what, facts)` hears: saving, saved, lost, slow, back, refused, conflict, signed-out, elsewhere, closed.
export function openQueue({ store, saveUrl, token, device, tell }) {
  let timer = 0;
  let isSending = false;
  let isStopped = false;
  let failures = 0;
  let limit; // 1 while looking for the answer that the server refuses
  let waiting = [];

  const options = (body) => ({
    method: "PUT",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token },
    body: JSON.stringify({ ...body, device }),
  });

  function settle(isClean) {
    waiting.forEach((resolve) => resolve(isClean));
    waiting = [];
  }

  function schedule(pause) {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  }

  function stop(what, facts) {
    isStopped = true;
    clearTimeout(timer);
    tell(what, facts);
    settle(false);
  }

  async function send() {
    timer = 0;
    if (isStopped || isSending) return;
    const { count, body } = store.unsent(limit);
    if (!count) {
      limit = undefined;
      failures = 0; // another tab may have sent what failed here
      settle(store.missing() === 0);
      return;
    }
    isSending = true;
    const reply = await request(saveUrl, options(body));
    isSending = false;
    if (reply.status === 200) confirmed(reply, count);
    else if (SIGNED_OUT.includes(reply.status)) stop("signed-out");
    else if (reply.status === 409) stop("elsewhere");
    else if (reply.status === 410) stop("closed", reply.data || {});
    else if (reply.status === 422) refused(body, count);
    else failed(reply);
  }

  function confirmed({ data, at }, count) {
    const stored = data.prediction_seq ? [...data.stored, { slot: "du_doan", seq: data.prediction_seq }] : data.stored;
    const isOurs = store.acknowledge(stored, new Map(data.kept.map((one) => [one.slot, one])));
    if (failures) tell("back", { n: count });
    failures = 0;
    tell("saved", { ...data, at });
    if (!isOurs) tell("conflict");
    else if (store.unsent(1).count) schedule(waiting.length || limit ? 0 : WAIT_MS);
    else settle(store.missing() === 0);
  }

  function refused(body, count) {
    if (count > 1) limit = 1;
    else tell("refused", { n: store.refuse(body) });
    schedule(0);
  }

  function failed({ isSlow }) {
    failures += 1;
    tell(isSlow ? "slow" : "lost", { n: store.missing(), isFirst: failures === 1 });
    settle(false);
    schedule(pauseAfter(failures));
  }

  return {
    // Something changed: the batch leaves shortly, whatever else is changed meanwhile goes with it.
    poke() {
      if (isStopped) return;
      if (!failures) tell("saving");
      if (!timer && !isSending) schedule(WAIT_MS);
    },
    // The network may be back, or the page visible again: do not wait for the pause to end.
    now() {
      if (!isStopped && !isSending && store.unsent(1).count) schedule(0);
    },
    // Send everything; answers whether the server now has it all.
    flush() {
      if (isStopped) return Promise.resolve(false);
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (!isSending) schedule(0);
      });
    },
    // The page goes away: a last request that outlives it. Its reply is not needed, since a repeat is harmless; a beacon
    // carries no headers, so the anti-forgery token stands in the body.
    farewell() {
      const { count, body } = store.unsent();
      if (count && !isStopped) navigator.sendBeacon(saveUrl, JSON.stringify({ ...body, device, csrf_token: token }));
    },
    stop: () => { isStopped = true; clearTimeout(timer); },
  };
}
