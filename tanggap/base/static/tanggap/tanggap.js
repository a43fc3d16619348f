"use strict";
// Small comforts of every page. Nothing here is needed: each page works without it.

// Where one is, in a row of tabs that is wider than the screen.
document.querySelectorAll(".tabs [aria-current]").forEach((here) => {
  const row = here.closest(".tabs");
  row.scrollLeft = here.offsetLeft - row.offsetLeft - 48;
});

// A form that comes back for something wrong begins there, whatever part the address names.
window.addEventListener("load", () => document.querySelector("main [aria-invalid=true]")?.focus());

// The sheet under one's name closes on Escape and on a press elsewhere.
const who = document.querySelector(".who");
if (who) {
  document.addEventListener("click", (event) => {
    if (who.open && !who.contains(event.target)) who.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && who.open) {
      who.open = false;
      who.querySelector("summary").focus();
    }
  });
}

// What is missing is said in our language, whatever language the browser was installed in.
document.addEventListener("invalid", (event) => {
  const field = event.target;
  field.setCustomValidity("");
  if (field.validity.valueMissing) {
    field.setCustomValidity(field.type === "radio" ? "Pilih salah satu." : "Isi bagian ini dahulu.");
  } else if (field.validity.badInput) field.setCustomValidity("Isian ini belum lengkap atau keliru.");
  else if (field.validity.rangeUnderflow) field.setCustomValidity(`Paling kecil ${field.min}.`);
  else if (field.validity.rangeOverflow) field.setCustomValidity(`Paling besar ${field.max}.`);
}, true);
for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    for (const field of event.target.form?.elements ?? []) field.setCustomValidity("");
  }, true);
}

// Signed in again in another tab: the waiting form goes under that sign-in, at the first press.
document.addEventListener("submit", (event) => {
  const own = document.cookie.match(/(?:csrftoken|contoh_csrf)=([^;]+)/);
  if (own && event.target.matches("[data-again]")) event.target.elements.csrfmiddlewaretoken.value = own[1];
});

// A form is sent once, however often its button is pressed; the back button frees it again, and
// so does time, for who stopped a page that would not come.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 10_000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
