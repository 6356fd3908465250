// A page that changes by itself: the part with data-follow="seconds" is asked for again, and what differs is put in its
// place, so that readers stay where they are: with the same word, the same field, the same table unfolded. When the page
// has no such part any more, the work is done elsewhere: there we go. Without this file the page loads itself again.

const later = (part) => setTimeout(() => ask(part), part.dataset.follow * 1000);

async function ask(part) {
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) {
    later(part);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (!fresh) {
    location.assign(answer.url);
    return;
  }
  const now = renew(part, document.adoptNode(fresh));
  if (now.dataset.follow) later(now);
}

// What stands there becomes like the fresh one: where both are built alike only words and attributes change.
function renew(old, fresh) {
  if (old.nodeName !== fresh.nodeName || old.childNodes.length !== fresh.childNodes.length) {
    old.replaceWith(fresh);
    return fresh;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return old;
  }
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const words = [...fresh.childNodes];
  [...old.childNodes].forEach((child, at) => renew(child, words[at]));
  return old;
}

document.querySelectorAll("[data-follow]").forEach(later);
