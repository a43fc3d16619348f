"use strict";
// The public form on a bad line. Without this file the form works as well; with it, what was
// typed outlives a lost connection and a closed tab, and goes out once.
// Kept: the words, in this browser only, under one name; until sent, for a week, or wiped.

const KEPT = "lapor:", WEEK = 7 * 24 * 3600 * 1000;
const form = document.querySelector("form[data-lapor]");
const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
const drop = (name) => { try { localStorage.removeItem(name); } catch { /* private window */ } };

// The receipt is here: the form it is for need not be kept any longer.
const done = document.querySelector("[data-terkirim]");
if (done) {
  let names = [];
  try { names = Object.keys(localStorage); } catch { /* private window */ }
  for (const name of names) {
    if (name.startsWith(KEPT) && read(name)?.form_key === done.dataset.terkirim) drop(name);
  }
}
const print = document.querySelector("[data-cetak]");
if (print) {
  print.hidden = false;
  print.querySelector("button").addEventListener("click", () => window.print());
}

if (form) {
  const name = KEPT + form.getAttribute("action");
  const fields = ["text", "unit", "name", "phone", "form_key"];
  const state = form.querySelector("[data-keadaan]");
  const about = form.querySelector("[data-simpanan]");
  let waits = false;

  const say = (words, tone) => {
    state.className = words ? `box ${tone}` : "";
    state.textContent = words;
  };
  const keep = () => {
    const draft = { at: Date.now() };
    for (const one of fields) draft[one] = form.elements[one].value;
    if (!(draft.text + draft.name + draft.phone).trim()) return;
    try { localStorage.setItem(name, JSON.stringify(draft)); about.hidden = false; } catch { /* full, or private */ }
  };

  // What was begun here before and not sent; what the page itself brings goes first.
  const draft = read(name);
  if (draft && !(Date.now() - draft.at < WEEK)) drop(name);
  else if (draft && !form.elements.text.value.trim()) {
    for (const one of fields) {
      if (draft[one] && form.elements[one]) form.elements[one].value = draft[one];
    }
    about.hidden = false;
    say("Tulisan yang belum terkirim tadi ada lagi di bawah ini. Foto perlu dipilih ulang.", "good");
  }
  form.addEventListener("input", keep);

  form.querySelector("[data-hapus]").addEventListener("click", () => {
    drop(name);
    waits = false;
    form.reset();
    for (const one of ["text", "name", "phone"]) form.elements[one].value = "";
    window.location.assign(window.location.pathname); // a fresh form, with a key of its own
  });

  // Only when the site answers is the form let go: the browser's own «no connection» page
  // would take photos and words from the eyes. It is sent by the browser, so that the receipt
  // is a page like any other.
  const reached = async () => {
    if (!navigator.onLine) return false;
    const patience = new AbortController();
    const late = setTimeout(() => patience.abort(), 15000);
    try {
      const answer = await fetch(window.location.href, { method: "HEAD", cache: "no-store", signal: patience.signal });
      return answer.status < 500;
    } catch { return false; } finally { clearTimeout(late); }
  };
  const send = async () => {
    if (form.dataset.berangkat) return;
    form.dataset.berangkat = "1";
    say("Mengirim…", "");
    keep();
    if (await reached()) {
      waits = false;
      form.submit();
      return;
    }
    delete form.dataset.berangkat;
    waits = true;
    say("Belum terkirim: sambungan terputus. Tulisan Anda tersimpan di HP ini dan dikirim begitu tersambung, selama halaman ini terbuka. Bila halaman ditutup, buka lagi nanti lalu tekan Kirim.", "warn");
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  window.addEventListener("online", () => { if (waits) send(); });
  setInterval(() => { if (waits) send(); }, 30000);
  // Back from the receipt: the same form must not look as if it were still to be sent.
  window.addEventListener("pageshow", (event) => {
    delete form.dataset.berangkat;
    if (event.persisted && !read(name)) window.location.reload();
  });
}
