// What pages do besides: they bring themselves up to date, and the search box knows what may come next. Without it all works, too.
"use strict";

(() => {
  const main = document.getElementById("main");

  // Makes one element like another, and touches only what differs: focus, scrolling and what was opened stay.
  function become(old, fresh) {
    for (const { name, value } of [...fresh.attributes]) {
      if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (name !== "open" && name !== "class" && !name.startsWith("aria-") && name !== "role" && !fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    if (old.hasAttribute("aria-current") && !fresh.hasAttribute("aria-current")) old.removeAttribute("aria-current");
    const byKey = new Map();
    for (const child of old.children) if (child.dataset.key !== undefined) byKey.set(child.dataset.key, child);
    let at = old.firstChild;
    const past = () => { while (at && at.nodeType === 1 && at.dataset.keep !== undefined) at = at.nextSibling; };
    for (const child of [...fresh.childNodes]) {
      past();
      const key = child.nodeType === 1 ? child.dataset.key : undefined;
      const known = key === undefined ? undefined : byKey.get(key);
      if (known && known.nodeName === child.nodeName) {
        byKey.delete(key);
        if (known === at) at = at.nextSibling; else old.insertBefore(known, at);
        become(known, child);
      } else if (at && key === undefined && at.nodeType === child.nodeType && at.nodeName === child.nodeName && (at.nodeType !== 1 || at.dataset.key === undefined)) {
        const same = at;
        at = at.nextSibling;
        if (same.nodeType === 1) become(same, child);
        else if (same.nodeValue !== child.nodeValue) { same.nodeValue = child.nodeValue; mark(same.parentElement); }
      } else {
        const added = old.insertBefore(document.importNode(child, true), at);
        if (added.nodeType === 1) mark(added);
      }
    }
    for (past(); at; past()) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  function mark(element) {
    // Times pass everywhere; that is no news.
    if (!element || element.nodeName === "TIME" || !element.closest("main")) return;
    element.classList.remove("fresh");
    void element.offsetWidth;
    element.classList.add("fresh");
  }

  let running = false, again = false;
  async function update() {
    if (running) { again = true; return; }
    running = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "update" }, credentials: "same-origin" });
      if (answer.redirected) { location.assign(answer.url); return; }
      if (answer.headers.get("Content-Type")?.startsWith("text/html")) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("main");
        if (fresh && page.body.dataset.events !== undefined) { become(main, fresh); document.title = page.title; }
      }
    } catch { /* The next change is another chance. */ } finally {
      running = false;
      if (again) { again = false; update(); }
    }
  }

  const source = document.body.dataset.events;
  if (source) {
    const sign = document.querySelector(".live");
    const show = (is) => { sign.hidden = false; sign.textContent = is ? "live" : "not live"; sign.classList.toggle("away", !is); };
    let stale = false;
    const events = new EventSource(source);
    events.addEventListener("hello", () => { show(true); if (stale) update(); stale = false; });
    events.addEventListener("change", () => { if (document.hidden) stale = true; else update(); });
    events.onerror = () => { stale = true; show(false); };
    document.addEventListener("visibilitychange", () => { if (!document.hidden && stale) { stale = false; update(); } });
    // So that "3 min ago" stays true.
    setInterval(() => { if (!document.hidden) update(); }, 60000);
  }

  for (const input of document.querySelectorAll("[data-completion]")) complete(input);

  function complete(input) {
    const list = document.createElement("ul");
    Object.assign(list, { id: `${input.id}-choices`, className: "choices", hidden: true });
    list.dataset.keep = "";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "completions");
    input.after(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
    let chosen = -1, asked = 0, timer;

    const before = () => input.value.slice(0, input.selectionStart ?? input.value.length);
    const close = () => { list.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (index) => {
      chosen = (index + list.children.length) % list.children.length;
      [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === chosen));
      list.children[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", list.children[chosen].id);
    };
    const take = (item) => {
      const text = before(), rest = input.value.slice(text.length);
      const start = text.search(/[^\s(]*$/), minus = text[start] === "-" ? "-" : "";
      const done = text.slice(0, start) + minus + item.dataset.text + (item.dataset.text.endsWith(":") || rest.startsWith(" ") ? "" : " ");
      input.value = done + rest;
      input.setSelectionRange(done.length, done.length);
      close();
      if (done.endsWith(":")) ask();
    };
    const ask = async () => {
      const number = ++asked, text = before();
      if (/[^\s(]*$/.exec(text)[0] === "") { close(); return; }
      const answer = await fetch(`${input.dataset.completion}?text=${encodeURIComponent(text)}`, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected || number !== asked) return;
      const word = /[^\s(]*$/.exec(text)[0].replace(/^-/, "");
      const found = (await answer.json()).filter((one) => one.text !== word);
      if (number !== asked || document.activeElement !== input) return;
      list.replaceChildren(...found.map((one, i) => {
        const item = document.createElement("li"), kind = document.createElement("small");
        item.id = `${list.id}-${i}`;
        item.dataset.text = one.text;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        kind.textContent = one.kind;
        item.append(one.text, kind);
        return item;
      }));
      list.hidden = found.length === 0;
      chosen = -1;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
    };

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => ask().catch(close), 120); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
      else if (event.key === "Escape") close();
      else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(list.children[chosen]);
      else if (event.key === "Tab" && !event.shiftKey && list.children.length === 1) take(list.children[0]);
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("li");
      if (item) take(item);
    });
  }
})();
