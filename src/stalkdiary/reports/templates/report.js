"use strict";
// Finds and orders the incidents of the chronology. Nothing needs it to be read.
(() => {
  const [find, words, kind, order, showAll, found] =
    ["find", "words", "kind", "order", "show-all", "found"].map((id) => document.getElementById(id));

  // Letters without their marks and capitals: "Zoe" finds "Zoë".
  const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();

  const articles = find.parentElement.querySelectorAll("article");
  const incidents = Array.from(articles, (article, place) => ({
    article,
    place,
    number: Number(article.dataset.number),
    kinds: article.dataset.kinds.split(" "),
    text: plain(article.textContent),
  }));
  const orders = {
    happened: (a, b) => a.place - b.place,
    latest: (a, b) => b.place - a.place,
    written: (a, b) => a.number - b.number,
  };

  function choose() {
    const wanted = plain(words.value).split(/\s+/);
    let count = 0;
    for (const { article, kinds, text } of incidents) {
      const fits =
        (kind.value === "" || kinds.includes(kind.value)) &&
        wanted.every((word) => text.includes(word));
      article.hidden = !fits;
      count += fits;
    }
    const all = count === incidents.length;
    const [some, total] = [count, incidents.length].map((each) => each.toLocaleString("en-GB"));
    found.textContent = all
      ? `All ${total} incidents are shown.`
      : `${some} of ${total} incidents ${count === 1 ? "is" : "are"} shown.`;
    showAll.disabled = all;
  }

  function arrange() {
    const sorted = document.createDocumentFragment();
    for (const { article } of incidents.sort(orders[order.value])) sorted.append(article);
    find.after(sorted);
  }

  function clear() {
    words.value = kind.value = "";
    choose();
  }

  words.addEventListener("input", choose);
  kind.addEventListener("change", choose);
  order.addEventListener("change", arrange);
  showAll.addEventListener("click", () => {
    clear();
    words.focus();
  });
  // A link to an incident that is not shown shows it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#incident-']");
    if (link && document.querySelector(link.getAttribute("href")).hidden) clear();
  });

  find.hidden = false;
  choose();
})();
