"use strict";
// Counts SMS while one types, by the server's own tables (gateway/sms.py); without this
// script the count stands as it was when the page was made.
for (const told of document.querySelectorAll("[data-sms-for]")) {
  const area = document.getElementById(told.dataset.smsFor);
  const basic = new Set(JSON.parse(told.dataset.basic));
  const extension = new Set(JSON.parse(told.dataset.extension));
  const like = JSON.parse(told.dataset.lookAlikes);
  const words = told.querySelector("span");
  const cost = (char) => (basic.has(char) ? 1 : extension.has(char) ? 2 : 0);
  const cheap = (char) => (cost(char) ? char : like[char] ?? char);

  const count = () => {
    const text = Array.from(area.value.normalize("NFC"), cheap).join("");
    const chars = Array.from(text);
    const dear = [...new Set(chars.filter((char) => !cost(char)))];
    const size = (char) => (dear.length ? char.length : cost(char));
    const units = chars.reduce((sum, char) => sum + size(char), 0);
    const [whole, part] = dear.length ? [70, 67] : [160, 153];
    let parts = 1;
    let held = units;
    if (units > whole) {
      held = 0;
      for (const char of chars) {
        if (held + size(char) > part) { parts += 1; held = 0; }
        held += size(char);
      }
    }
    const left = (parts === 1 ? whole : part) - held;
    let said = `${parts} SMS, ${units} huruf; sisa ${left} huruf`;
    const seen = dear.filter((char) => !/[\p{Cf}\p{Mn}]/u.test(char)).slice(0, 5).join(" ");
    if (dear.length) said += `. Karena ${seen} satu SMS hanya memuat 70 huruf, bukan 160.`;
    if (words.textContent !== said) words.textContent = said;
    for (const one of document.querySelectorAll("[data-sms-parts]")) one.textContent = `${parts} SMS`;
  };
  area.addEventListener("input", count);
}
