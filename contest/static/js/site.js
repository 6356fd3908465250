// What every page with a menu does beyond its HTML: disclosure menu, calm buttons, focus on errors, countdown,
// "Hiện mật khẩu", "Nghe", print time, the polite retry of a busy page, the page for no connection, and forgetting a finished paper.
// Each part looks for its own attribute.
// The page works without this file.

import { offerRecordings } from "./listen.js";

const PAPER_KEYS = /^cchc:bai:/;
const PAPER_CACHE = "bai";

// The "Menu" link leads to the list in the footer; here it becomes a button that opens the header's own list.
function openMenuInPlace(link) {
  const list = document.getElementById(link.dataset.menu);
  const show = (isOpen) => {
    list.classList.toggle("open", isOpen);
    link.setAttribute("aria-expanded", String(isOpen));
  };
  link.setAttribute("role", "button");
  link.setAttribute("aria-controls", list.id);
  show(false);
  const toggle = (event) => {
    event.preventDefault();
    show(!list.classList.contains("open"));
  };
  link.addEventListener("click", toggle);
  link.addEventListener("keydown", (event) => event.key === " " && toggle(event));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && list.classList.contains("open")) {
      show(false);
      link.focus();
    }
  });
}

// A second click on the same button within two seconds is a double tap, not a second wish.
function sendOnce(event) {
  const form = event.target;
  const wish = event.submitter ? `${event.submitter.name}=${event.submitter.value}` : "";
  if (form.dataset.sending === wish) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = wish;
  setTimeout(() => delete form.dataset.sending, 2000);
}

// The server prints days, hours and minutes; they are renewed once a minute, silently, by this device's steady clock.
function countDown(element) {
  const [days, hours, minutes] = element.querySelectorAll("b");
  const end = Date.parse(element.dataset.countdown);
  const start = Date.parse(element.dataset.now) - performance.now();
  const two = (number) => String(number).padStart(2, "0");
  const renew = () => {
    const left = Math.max(0, Math.floor((end - start - performance.now()) / 60000));
    days.textContent = Math.floor(left / 1440);
    hours.textContent = two(Math.floor((left % 1440) / 60));
    minutes.textContent = two(left % 60);
  };
  renew();
  setInterval(renew, 60000);
}

function revealPassword(button) {
  const input = document.getElementById(button.dataset.reveals);
  button.addEventListener("click", () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  });
}

// After the finish (an element with data-finished="CODE") or at sign-out, nothing of the paper stays on this device.
async function forgetPapers(code) {
  try {
    Object.keys(localStorage)
      .filter((key) => PAPER_KEYS.test(key) && (!code || key.endsWith(`:${code}`)))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // No storage on this device: nothing was kept.
  }
  try {
    await caches.delete(PAPER_CACHE);
  } catch {
    // No copies either.
  }
}

// A reader whose signal goes away is told so in the site's own words, not in the browser's. The console's pages are never kept.
function keepOfflinePage() {
  if (navigator.serviceWorker && !location.pathname.startsWith("/quan-tri")) navigator.serviceWorker.register("/sw.js").catch(() => {});
}

document.documentElement.classList.add("js");
document.querySelectorAll("[data-menu]").forEach(openMenuInPlace);
document.querySelectorAll("[data-countdown]").forEach(countDown);
document.querySelectorAll("[data-reveals]").forEach(revealPassword);
offerRecordings();
document.querySelectorAll("[data-finished]").forEach((element) => forgetPapers(element.dataset.finished));
document.querySelectorAll("[data-retry]").forEach((element) => setTimeout(() => location.reload(), element.dataset.retry * 1000));
const problem = document.querySelector("[data-focus]");
if (problem) problem.focus();
document.addEventListener("submit", (event) => {
  if (["/dang-xuat", "/ho-tro-thi/ket-thuc"].includes(event.target.getAttribute("action"))) forgetPapers("");
  sendOnce(event);
});
addEventListener("load", keepOfflinePage);
addEventListener("beforeprint", () => {
  document.querySelectorAll("[data-printed-at]").forEach((element) => {
    element.textContent = `${element.dataset.printedAt} ${new Date().toLocaleString(document.documentElement.lang)}`;
  });
});
