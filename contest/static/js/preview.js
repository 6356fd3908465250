// While an editor types, the question beside the form shows what a participant will read.
// Without this file the preview shows what was saved last.

const form = document.querySelector("form[data-previewed]");
const phone = document.querySelector("[data-preview]");

if (form && phone) {
  const stem = phone.querySelector(".stem");
  const choices = [...phone.querySelectorAll("label")];
  const fields = ["choice_a", "choice_b", "choice_c", "choice_d"].map((name) => form.elements[name]);

  // The words of a choice are the last text in its label; the letter stands before them.
  function put(label, words) {
    const texts = [...label.childNodes].filter((node) => node.textContent.trim());
    const last = texts[texts.length - 1];
    if (last) last.textContent = words;
  }

  form.addEventListener("input", () => {
    stem.textContent = form.elements.stem.value;
    fields.forEach((field, at) => choices[at] && field && put(choices[at], field.value));
  });
}
