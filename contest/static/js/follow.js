// A page that waits for work: the part with data-follow="seconds" is asked for again and put in its place, so that
// readers stay where they are. When the page has no such part any more, the work is done elsewhere: there we go.
// Without this file the page loads itself again.

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
  part.replaceWith(document.adoptNode(fresh));
  if (fresh.dataset.follow) later(fresh);
}

document.querySelectorAll("[data-follow]").forEach(later);
