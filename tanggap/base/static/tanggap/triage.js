"use strict";
// Keys at triage. Everything here also works by pointing; without this file nothing is lost.
(() => {
  const bar = document.querySelector("[data-keys]");
  const cases = Array.from(document.querySelectorAll("[data-case]"));
  if (!bar || !cases.length) return;
  const box = bar.querySelector("[data-keys-on]");
  box.checked = localStorage.getItem("tanggap-keys") !== "off";
  box.addEventListener("change", () => localStorage.setItem("tanggap-keys", box.checked ? "on" : "off"));
  bar.hidden = false;

  let at = -1;
  const go = (to) => {
    if (to < 0 || to >= cases.length) return;
    if (at >= 0) cases[at].classList.remove("is-current");
    at = to;
    cases[at].classList.add("is-current");
    cases[at].focus({ preventScroll: true });
    cases[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("focusin", (event) => {
    const found = cases.indexOf(event.target.closest("[data-case]"));
    if (found < 0 || found === at) return;
    if (at >= 0) cases[at].classList.remove("is-current");
    at = found;
    cases[at].classList.add("is-current");
  });
  const press = (key) => {
    const target = at >= 0 && cases[at].querySelector(`[data-key="${key}"]`);
    if (!target) return false;
    if (target.tagName === "DETAILS") {
      target.open = true;
      target.querySelector("input, select, textarea").focus();
    } else {
      target.click();
    }
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");
    if (event.key === "Escape" && typing && at >= 0) {
      const open = typing.closest("details");
      if (open) { open.open = false; cases[at].focus(); }
      return;
    }
    if (!box.checked || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key;
    let done = true;
    const inside = event.target.matches("[data-case]");  // arrows scroll everywhere else
    if (key === "j" || (key === "ArrowDown" && inside)) go(at + 1);
    else if (key === "k" || (key === "ArrowUp" && inside)) go(at < 0 ? 0 : at - 1);
    else if (key === "z") {
      const undo = document.querySelector("[data-undo] button");
      if (undo) undo.click(); else done = false;
    } else done = press(key);
    if (done) event.preventDefault();
  });
})();
