"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const at = (id) => document.getElementById(id);
  for (const one of all("[data-script]")) one.hidden = false;

  const open = (state) => all("main details").forEach((one) => { one.open = state; });
  at("_open").addEventListener("click", () => open(true));
  at("_close").addEventListener("click", () => open(false));

  const contents = document.querySelector(".contents"), wide = matchMedia("(min-width: 64rem)");
  const fold = () => { contents.open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));

  const reveal = () => {
    let one = at(decodeURIComponent(location.hash.slice(1)));
    if (!one) return;
    if (one.closest("[hidden], .unfound, .filtering [data-aside]")) clear();
    for (let above = one.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
    one.scrollIntoView();
  };

  const search = at("_search");
  if (!search) { addEventListener("hashchange", reveal); return; }
  const question = at("_question"), shows = at("_shows"), weight = at("_weight"), found = at("_found"), end = at("_clear");
  const asked = [search, question, shows, weight].filter(Boolean);
  const plain = (text) => text.toLowerCase().replace(/\s+/g, " ");
  const said = (one) => {
    const copy = one.cloneNode(true);
    for (const part of all("[data-live]", copy)) part.remove();
    return copy.textContent;
  };
  const findings = all(".group > .findings > li").map((one) => ({
    one, text: plain(said(one)), questions: all(".question").filter((above) => above.contains(one)).map((above) => above.id),
  }));

  const fits = (item, words) =>
    words.every((word) => item.text.includes(word)) &&
    (!question.value || item.questions.includes(question.value)) &&
    (!shows.value || item.one.closest(".group").dataset.shows === shows.value) &&
    (!weight || !weight.value || item.one.dataset.weight === weight.value);

  const filter = () => {
    const words = plain(search.value).split(" ").filter(Boolean);
    const active = words.length > 0 || asked.some((one) => one !== search && one.value);
    let count = 0;
    for (const item of findings) {
      const fit = fits(item, words);
      item.one.hidden = active && !fit;
      if (fit) count += 1;
      for (const part of all(".illustrations", item.one))
        part.open = active && words.length > 0 && words.some((word) => plain(part.textContent).includes(word));
    }
    document.body.classList.toggle("filtering", active);
    for (const one of all(".group, .question"))
      one.classList.toggle("unfound", active && !one.querySelector(".group > .findings > li:not([hidden])"));
    found.textContent = active ? `${count} of ${findings.length} findings` : "";
    end.hidden = !active;
  };
  const clear = () => {
    asked.forEach((one) => { one.value = ""; });
    filter();
  };
  let waiting;
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  for (const one of asked) one.addEventListener("change", filter);
  end.addEventListener("click", () => { clear(); search.focus(); });
  addEventListener("hashchange", reveal);
  addEventListener("pageshow", filter);
})();
