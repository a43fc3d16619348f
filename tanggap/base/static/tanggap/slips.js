"use strict";
// Photos of slips one after another, so that a connection lost at the nineteenth of twenty
// costs one photo and not all. Without this script they go up together.
const form = document.querySelector("form[data-foto]");
const input = form?.querySelector("input[type=file]");
const state = form?.querySelector("[data-keadaan]");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let isGoing = false;

const sent = async (photo, again) => {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append(input.name, photo);
  const headers = { "X-Satu-Satu": again ? "lagi" : "1" };
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
    if (answer.status === 204) return "kept";
    return answer.status >= 500 ? "lost" : "refused";
  } catch { return "lost"; } // no connection
};

form?.addEventListener("submit", async (event) => {
  if (isGoing) { event.preventDefault(); return; }
  const photos = [...input.files];
  if (photos.length < 2) return;
  event.preventDefault();
  isGoing = true;
  for (const [place, photo] of photos.entries()) {
    state.textContent = `Menyimpan foto ${place + 1} dari ${photos.length}…`;
    let answer = await sent(photo, false);
    while (answer === "lost") {
      state.textContent = `Sambungan terputus. ${place} dari ${photos.length} foto sudah tersimpan; dicoba lagi, jangan tutup halaman ini.`;
      await pause(3000);
      answer = await sent(photo, true);
    }
    if (answer === "refused") break; // signed out, most likely: the page says what to do
  }
  isGoing = false;
  window.location.assign(window.location.pathname);
});
window.addEventListener("beforeunload", (event) => { if (isGoing) event.preventDefault(); });
