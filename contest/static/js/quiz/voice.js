// Reading the question and its options aloud with the device's own Vietnamese voice, one part after the other.
// The button appears only where such a voice exists. What was recorded needs no voice.

import { offerRecordings } from "../listen.js";

const WAIT_MS = 1000;

function findVoice() {
  return speechSynthesis.getVoices().find((voice) => /^vi\b/i.test(voice.lang));
}

export function offerListening({ form, status }) {
  offerRecordings();
  const button = document.querySelector("[data-speak]");
  if (!button || !window.speechSynthesis) return;
  const label = button.lastElementChild;
  let voice = null;
  let isReading = false;

  const show = () => {
    voice = voice || findVoice();
    button.hidden = !voice;
  };

  function stop() {
    isReading = false;
    speechSynthesis.cancel();
    label.textContent = status.say("nghe");
    form.querySelectorAll(".reading").forEach((part) => part.classList.remove("reading"));
  }

  function read([part, ...rest]) {
    form.querySelectorAll(".reading").forEach((before) => before.classList.remove("reading"));
    if (!part || !isReading) return stop();
    const words = new SpeechSynthesisUtterance(part.textContent);
    words.voice = voice;
    words.lang = voice.lang;
    words.onend = () => isReading && read(rest);
    words.onerror = ({ error }) => {
      stop();
      // A voice that the device lists and does not have; "interrupted" and "canceled" are our own doing.
      if (!/^(interrupted|canceled)$/.test(error)) status.post("nghe.khong", { text: status.say("nghe.khong"), isAlert: false });
    };
    part.classList.add("reading");
    return speechSynthesis.speak(words);
  }

  button.addEventListener("click", () => {
    if (isReading) return stop();
    isReading = true;
    label.textContent = status.say("nghe.dung");
    return read([...form.querySelectorAll(".q.here .stem, .q.here .option label")]);
  });
  document.addEventListener("question", stop);
  show();
  speechSynthesis.addEventListener("voiceschanged", show, { once: true });
  setTimeout(() => speechSynthesis.removeEventListener("voiceschanged", show), WAIT_MS);
}
