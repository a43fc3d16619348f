"use strict";
// Alt and a letter press the button that carries it, alike in every browser: Firefox alone
// wants Shift as well, and a hint on the screen can name only one way.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  const button = [...document.querySelectorAll("button[accesskey]")].find(
    (one) => one.accessKey.toLowerCase() === key,
  );
  if (!button) return;
  event.preventDefault();
  button.click();
});
