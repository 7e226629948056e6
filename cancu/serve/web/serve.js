/* What the pages do beyond plain HTML: dropped files, and the progress of a build. */
"use strict";
(() => {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("drop"));
  const list = document.getElementById("sent");
  const work = document.getElementById("work");

  /** The files of what was dropped, folders included. */
  async function filesOf(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    if (!entries.length) return [...transfer.files];
    const found = [];
    const walk = async (entry) => {
      if (entry.isFile) found.push(await new Promise((done, fail) => entry.file(done, fail)));
      else {
        const reader = entry.createReader();
        for (;;) {
          const some = await new Promise((done, fail) => reader.readEntries(done, fail));
          if (!some.length) break;
          for (const inner of some) await walk(inner);
        }
      }
    };
    for (const entry of entries) await walk(entry);
    return found.filter((file) => !file.name.startsWith("."));
  }

  function line(name) {
    const row = document.createElement("li");
    const told = document.createElement("b");
    row.append(`${name} `, told);
    list.prepend(row);
    return (text, state) => {
      told.textContent = text;
      row.className = state;
    };
  }

  async function send(files) {
    for (const file of files) {
      const tell = line(file.name);
      if (file.size > Number(form.dataset.most)) {
        tell(form.dataset.tooLarge, "unread");
        continue;
      }
      tell(form.dataset.sending, "waiting");
      const body = new FormData();
      body.append("file", file, file.name);
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
        const told = await answer.json();
        tell(answer.ok ? form.dataset.sent : told.why, answer.ok ? "read" : "unread");
      } catch {
        tell(form.dataset.failed, "unread");
      }
      work.dataset.busy = "yes";
      follow();
    }
  }

  let following = false;
  async function follow() {
    if (following || !work) return;
    following = true;
    let was = false;
    try {
      for (;;) {
        const answer = await fetch("/work", { headers: { accept: "application/json" } });
        const told = await answer.json();
        const open = [...work.querySelectorAll("details")].map((part) => ({ name: part.className, state: part.open }));
        work.innerHTML = told.html;
        for (const { name, state } of open) {
          const part = [...work.querySelectorAll("details")].find((one) => one.className === name);
          if (part) part.open = state;
        }
        work.dataset.busy = told.busy ? "yes" : "no";
        if (!told.busy) break;
        was = true;
        await new Promise((done) => setTimeout(done, 700));
      }
      if (was) await renew();
    } finally {
      following = false;
    }
  }

  /** The list as it is after a build, without losing what was typed. */
  async function renew() {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of ["table.list", ".tabs", ".count", ".empty", ".pager"]) {
      const old = document.querySelector(part);
      const made = fresh.querySelector(part);
      if (old && made) old.replaceWith(made);
      else if (made) document.getElementById("main").append(made);
      else if (old) old.remove();
    }
  }

  if (form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send([.../** @type {HTMLInputElement} */ (form.elements.namedItem("file")).files]);
      form.reset();
    });
  }
  /* A file may fall anywhere on a page that takes files: a browser would open it in the place of the page. */
  const taking = /** @type {HTMLFormElement | null} */ (document.querySelector("form.drop"));
  if (taking) {
    for (const name of ["dragenter", "dragover"]) {
      document.addEventListener(name, (event) => {
        event.preventDefault();
        taking.classList.add("over");
      });
    }
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) taking.classList.remove("over");
    });
    document.addEventListener("drop", async (event) => {
      event.preventDefault();
      taking.classList.remove("over");
      if (taking === form) send(await filesOf(event.dataTransfer));
      else if (event.dataTransfer.files.length) {
        const one = new DataTransfer();
        one.items.add(event.dataTransfer.files[0]);
        /** @type {HTMLInputElement} */ (taking.elements.namedItem("file")).files = one.files;
      }
    });
  }
  if (work && work.dataset.busy === "yes") follow();
  const settling = document.getElementById("settling");
  if (settling) {
    const look = async () => {
      const told = await (await fetch("/work", { headers: { accept: "application/json" } })).json();
      if (told.busy) setTimeout(look, 700);
      else settling.textContent = settling.dataset.done;
    };
    look();
  }
  /* On paper a frame is as long as what it holds, which is longer there than on the wider screen. */
  const framed = /** @type {HTMLIFrameElement | null} */ (document.querySelector("iframe.page-frame"));
  if (framed) {
    window.addEventListener("beforeprint", () => {
      framed.style.height = `${framed.contentDocument.documentElement.scrollHeight * 1.4}px`;
    });
    window.addEventListener("afterprint", () => framed.style.removeProperty("height"));
  }
  for (const slow of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-once]"))) {
    slow.addEventListener("submit", () => {
      document.getElementById("wait").textContent = slow.dataset.once;
      slow.querySelector("button").disabled = true;
    });
  }
  for (const select of /** @type {NodeListOf<HTMLSelectElement>} */ (document.querySelectorAll("form.find select"))) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
})();
