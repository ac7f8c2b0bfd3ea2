"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const at = (id) => document.getElementById(id);
  for (const one of all("[data-script]")) one.hidden = false;
  const contents = document.querySelector(".contents"), wide = matchMedia("(min-width: 64rem)");
  const fold = () => { contents.open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();

  const question = at("_question"), judgment = at("_judgment"), found = at("_found"), end = at("_clear");
  const filter = () => {
    const active = Boolean(question.value || judgment.value);
    let count = 0;
    for (const section of all(".by-question")) {
      const asked = !question.value || section.id === question.value;
      let here = 0;
      for (const row of all("tbody tr", section)) {
        row.hidden = Boolean(judgment.value) && row.dataset.judged !== judgment.value;
        if (!row.hidden && asked) here += 1;
      }
      section.hidden = active && !here;
      count += here;
    }
    document.body.classList.toggle("filtering", active);
    found.textContent = active ? `${count} ${count === 1 ? "judgment" : "judgments"}` : "";
    end.hidden = !active;
  };
  question.addEventListener("change", filter);
  judgment.addEventListener("change", filter);
  end.addEventListener("click", () => { question.value = judgment.value = ""; filter(); question.focus(); });
  addEventListener("hashchange", () => {
    const one = at(decodeURIComponent(location.hash.slice(1)));
    if (one && one.hidden) { question.value = judgment.value = ""; filter(); one.scrollIntoView(); }
  });
  addEventListener("pageshow", filter);
})();
