"use strict";
// A long form that saves itself while people talk. It never looks saved when it is not, and it
// lets go of no word that the server does not have: without a network, after a sign-in that
// ended, or when a colleague wrote at the same place.
const kept = document.querySelector("form[data-kept]");
const LOST = "Belum tersimpan: server tidak terjangkau. Tulisan Anda masih di layar ini; jangan ditutup, nanti dicoba lagi sendiri.";
const REFUSED = "Belum tersimpan. Tekan «Simpan dan selesai»: tulisan Anda ikut terbawa.";
let unsaved = kept.querySelector("[data-crossed]") !== null;
let typedMeanwhile = false;
let isReached = false;

function say(words) {
  const place = kept.querySelector("[data-said]");
  place.textContent = words;
  place.className = "trouble";
  delete place.dataset.keys;
}

kept.addEventListener("input", () => { unsaved = typedMeanwhile = true; });
kept.addEventListener("htmx:beforeRequest", () => { typedMeanwhile = false; });
kept.addEventListener("htmx:afterSwap", (event) => {
  const isWhole = kept.querySelector("[data-said].trouble") === null;
  unsaved = typedMeanwhile || !isWhole;
  if (!isWhole) showAll(event.detail.requestConfig.elt);
});
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

// Who pressed is shown the whole answer, with all that was typed; what saved by itself only tells.
function showAll(asker) {
  if (asker.matches("button")) kept.requestSubmit(kept.querySelector("button[hidden]"));
}
function refused(event) {
  say(REFUSED);
  showAll(event.detail.elt);
}
for (const kind of ["htmx:sendError", "htmx:timeout"]) kept.addEventListener(kind, () => say(LOST));
kept.addEventListener("htmx:responseError", refused);
kept.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  event.preventDefault(); // the sign-in ended: the page must not leave with the words on it
  refused(event);
});

// A page that cannot be reached is asked for first: the browser's own page of trouble, which
// would stand there instead, has nothing of what was typed.
kept.addEventListener("submit", (event) => {
  if (isReached) {
    unsaved = false;
    return;
  }
  event.preventDefault();
  fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store" }).then(
    () => {
      isReached = true;
      kept.requestSubmit(event.submitter);
    },
    () => say(LOST),
  );
});
window.addEventListener("pageshow", () => { isReached = false; });

// Most who are invited come.
const boxes = [...kept.querySelectorAll("[name=present]")];
if (boxes.length > 3) {
  const all = document.createElement("button");
  all.type = "button";
  all.className = "button button-small";
  all.textContent = "Centang semua";
  all.addEventListener("click", () => {
    for (const box of boxes) box.checked = true;
    boxes[0].dispatchEvent(new Event("input", { bubbles: true }));
  });
  boxes[0].closest("fieldset, .field").after(all);
}
