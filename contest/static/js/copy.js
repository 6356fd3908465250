// "Chép" buttons: what stands in a text field goes to the clipboard, or is at least selected for Ctrl+C.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.done;
    } catch {
      // No clipboard on a page without https: the words are selected, the keyboard copies them.
    }
  });
}
