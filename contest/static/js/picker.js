// Suggestions while one types the name of a unit: the combobox pattern over a picker that works without it.
// The server knows how to search without diacritics; this file only asks and shows.

const WAIT_MS = 250;

function pick(box) {
  const input = box.querySelector("input.input");
  const results = box.querySelector("[data-results]");
  const count = box.querySelector("[data-count]");
  const list = document.createElement("ul");
  let timer = 0;
  let asked = 0;
  let active = -1;

  list.id = `${box.id}-goi-y`;
  list.className = "picker-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.querySelector("legend").textContent);
  list.hidden = true;
  input.parentNode.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  function open(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) mark(-1);
  }

  function mark(index) {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  }

  // The choice becomes the same radio that the server would have listed.
  function choose(found) {
    const option = document.createElement("div");
    option.className = "option";
    const radio = Object.assign(document.createElement("input"), {
      type: "radio", name: box.dataset.name, id: `${box.id}-chon`, value: found.code, checked: true,
    });
    const label = Object.assign(document.createElement("label"), { htmlFor: radio.id });
    const words = document.createElement("span");
    words.append(found.name, Object.assign(document.createElement("small"), { textContent: found.path }));
    label.append(words);
    option.append(radio, label);
    results.textContent = "";
    results.append(option);
    input.value = found.name;
    open(false);
    box.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: found }));
  }

  function show(founds) {
    list.textContent = "";
    founds.forEach((found, index) => {
      const item = Object.assign(document.createElement("li"), { id: `${list.id}-${index}` });
      item.setAttribute("role", "option");
      item.append(found.name, Object.assign(document.createElement("small"), { textContent: found.path }));
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(found));
      list.append(item);
    });
    list.founds = founds;
    count.textContent = founds.length ? `${founds.length} ${count.dataset.some}` : count.dataset.none;
    open(founds.length > 0);
  }

  async function ask() {
    const words = input.value.trim();
    const mine = ++asked;
    if (words.length < 2) return open(false);
    const query = new URLSearchParams({ q: words, nhom: box.dataset.group });
    try {
      const reply = await fetch(`${box.dataset.picker}?${query}`, { headers: { Accept: "application/json" } });
      if (reply.ok && mine === asked) show(await reply.json());
    } catch {
      open(false); // No connection: the button "Tìm" is still there.
    }
    return undefined;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") mark(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp") mark(active > 0 ? active - 1 : last);
    else if (event.key === "Enter" && active >= 0) choose(list.founds[active]);
    else if (event.key === "Escape") open(false);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("[data-picker]").forEach(pick);
