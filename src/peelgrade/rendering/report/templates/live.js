"use strict";
// The page works without this: it sends each change at once, and puts what is new into the page where it is.
(() => {
  const at = (id) => document.getElementById(id);
  const bar = at("_live-bar"), form = at("_live"), summary = at("_live-summary"), now = at("_live-now");
  if (!bar || !form) return;
  const controls = [...form.elements].filter((one) => one.dataset.own !== undefined);
  const slots = [...document.querySelectorAll(".live-question")];
  const value = (one) => (one.type === "checkbox" ? (one.checked ? one.value : "") : one.value);
  at("_live-submit").hidden = true;

  const mark = (one) => {
    const group = one.closest("[data-live]");
    if (group) group.toggleAttribute("data-changed", [...group.querySelectorAll("[data-own]")].some((part) => value(part) !== part.dataset.own));
  };
  const set = (values) => {
    for (const one of controls) {
      const wanted = values[one.name] ?? one.dataset.own;
      if (value(one) === wanted) continue;
      if (one.type === "checkbox") one.checked = wanted !== ""; else one.value = wanted;
      mark(one);
    }
  };
  let search = location.search;
  const show = (answer) => {
    search = new URL(answer.address, location.href).search;
    form.elements.state.value = answer.state;
    summary.textContent = answer.summary;
    now.innerHTML = answer.bar;
    at("_live-why").hidden = answer.bar.trim() === "";
    for (const one of slots) {
      const words = answer.would[one.dataset.question] ?? "", slot = one.querySelector(".live-would");
      if (slot.innerHTML !== words) slot.innerHTML = words;
      one.toggleAttribute("data-lit", words !== "");
    }
    at("_live-again").href = answer.address;
    if (answer.version !== bar.dataset.version) at("_live-files").hidden = false;
  };

  let pending = new Map(), last = 0, asking = null;
  const ask = async (request, push, back) => {
    const mine = ++last;
    asking?.abort();
    asking = new AbortController();
    try {
      const answered = await fetch(request.url, { ...request.init, signal: asking.signal, headers: { Accept: "application/json" } });
      if (mine !== last) return;
      if (!answered.ok) return back();
      const answer = await answered.json();
      if (mine !== last) return;
      pending = new Map();
      show(answer);
      set(answer.values);
      if (push) history.pushState(null, "", answer.address + location.hash);
      if (answer.more) more(answer.state, mine);
    } catch (error) {
      if (error.name === "AbortError") return;
      summary.textContent = "The server does not answer. Start it again, and reload: what is supposed stands in the address.";
    }
  };
  const more = async (state, mine) => {
    try {
      const answered = await fetch(`/moved?told=whole&${state}`, { headers: { Accept: "application/json" } });
      if (answered.ok && mine === last) show(await answered.json());
    } catch { /* what is there stays */ }
  };
  const send = () => {
    const body = new URLSearchParams();
    for (const name of ["token", "version", "state"]) body.set(name, form.elements[name].value);
    for (const [name, said] of pending) body.set(name, said);
    ask({ url: "/moved", init: { method: "POST", body } }, true, () => form.submit());
  };
  addEventListener("change", (event) => {
    const one = event.target;
    if (one.form !== form || one.dataset.own === undefined) return;
    mark(one);
    pending.set(one.name, value(one));
    send();
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-live-go]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    pending = new Map();
    ask({ url: `/moved${link.search}` }, true, () => location.assign(link.href)).then(() => summary.focus());
  });
  addEventListener("popstate", () => location.search === search || ask({ url: `/moved${location.search}` }, false, () => location.reload()));
  addEventListener("pageshow", (event) => { if (event.persisted) ask({ url: `/moved${location.search}` }, false, () => location.reload()); });

  const look = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const answered = await fetch("/files", { headers: { Accept: "application/json" } });
      if (answered.ok && (await answered.json()).version !== bar.dataset.version) at("_live-files").hidden = false;
    } catch { /* the server is gone; the next change says so */ }
  };
  setInterval(look, 2000);
})();
