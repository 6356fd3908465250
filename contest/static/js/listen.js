// "Nghe (41 kB)": the recording plays where the reader is; a second press stops it, and so does another recording.

let playing;

function stop() {
  if (!playing) return;
  playing.sound.pause();
  playing.label.textContent = playing.words;
  playing = undefined;
}

function offer(link) {
  link.setAttribute("role", "button");
  link.removeAttribute("target");
  const label = link.querySelector("span span");
  const press = (event) => {
    event.preventDefault();
    const isMine = playing?.link === link;
    stop();
    if (isMine) return;
    playing = { link, label, words: label.textContent, sound: new Audio(link.href) };
    label.textContent = link.dataset.stop;
    playing.sound.addEventListener("ended", stop);
    playing.sound.play().catch(stop);
  };
  link.addEventListener("click", press);
  link.addEventListener("keydown", (event) => event.key === " " && press(event));
}

export const offerRecordings = () => document.querySelectorAll("[data-listen]").forEach(offer);
