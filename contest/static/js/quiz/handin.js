// Handing the paper in: asked again until the server has answered, then nothing of it stays on this device.

import { forgetPaper } from "./offline.js";
import { SIGNED_OUT, pauseAfter, request } from "./queue.js";

export function openHandIn({ page, store, queue, onWaiting, onSignedOut, onLeave }) {
  let isBusy = false;
  let failures = 0;
  let timer = 0;

  function leave() {
    clearTimeout(timer);
    onLeave();
    queue.stop();
    store.forget();
    forgetPaper().finally(() => location.replace(page.resultUrl));
  }

  async function send(fields) {
    if (isBusy) return;
    clearTimeout(timer);
    isBusy = true;
    const { status, isRedirect } = await request(page.checkUrl, { method: "POST", redirect: "manual", body: fields });
    isBusy = false;
    if (SIGNED_OUT.includes(status)) onSignedOut();
    else if (isRedirect || (status >= 200 && status < 500 && status !== 429)) leave();
    else {
      failures += 1;
      onWaiting();
      timer = setTimeout(() => send(fields), pauseAfter(failures));
    }
  }

  return { send, leave };
}
