/* The ballot on the network: the code in the fragment, entering, submitting.
   A lost reply is unknown, not a failure: the same number is sent again until somebody
   answers, and the ballot cannot count twice. If anything here fails, the form's own post
   still works. */
"use strict";

(function () {
  const page = window.ballot, $ = page.$;
  const FORM = "application/x-www-form-urlencoded", JSON_TYPE = "application/json";
  const PAUSES = [0, 200, 700, 2000, 5000]; // before each try, jittered
  const wait = (ms) => new Promise((done) => setTimeout(done, ms * (0.5 + Math.random())));
  const able = window.fetch && window.AbortController && window.TextEncoder;
  let busy = false;
  let pending = null; // the body whose outcome is unknown

  async function post(url, body, type, timeout) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), timeout);
    try {
      const reply = await fetch(url, {
        method: "POST", body, headers: { "Content-Type": type }, signal: stop.signal,
        credentials: "omit", cache: "no-store", redirect: "error",
      });
      return { status: reply.status, text: await reply.text() };
    } finally {
      clearTimeout(timer);
    }
  }

  /* the answer that `good` takes for one of ours, or the last status; 0 is silence */
  async function insist(url, body, type, tries, good) {
    let last = 0;
    for (let i = 0; i < tries; i += 1) {
      await wait(PAUSES[i]);
      try {
        const reply = await post(url, body, type, 10000);
        last = reply.status;
        const found = last < 500 && good(reply.text);
        if (found) return { status: last, found };
      } catch (error) {
        last = 0;
      }
    }
    return { status: last, found: null };
  }

  /* -- pages ------------------------------------------------------------------------- */

  function parsed(text) {
    const next = new DOMParser().parseFromString(text, "text/html");
    return next.querySelector("#words") && next;
  }

  function swap(next) {
    document.title = next.title;
    document.documentElement.lang = next.documentElement.lang;
    document.documentElement.replaceChild(document.adoptNode(next.body), document.body);
    page.large();
    scrollTo(0, 0);
    show();
    const focus = $("#errors") || $("h1");
    focus.focus({ preventScroll: true });
  }

  function say(text) {
    if ($("#status")) $("#status").textContent = text;
  }

  function notice(html) {
    $("#notices").innerHTML = html;
    // in the middle of a page its box is not seen without going there
    $("#errors").focus({ preventScroll: true });
    $("#errors").scrollIntoView({ block: "start" });
  }

  function warn(name) {
    const box = document.createElement("div"), head = document.createElement("h2");
    const text = document.createElement("p");
    box.className = "errors";
    box.id = "errors";
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    head.textContent = page.word(name);
    text.textContent = page.word(name + "Text");
    box.append(head, text);
    notice(box.outerHTML);
  }

  /* -- entering ---------------------------------------------------------------------- */

  async function enter(fields) {
    if (busy) return false;
    busy = true;
    say(page.word("loading"));
    const body = new URLSearchParams(fields).toString();
    const reply = await insist(page.word("entry"), body, FORM, 3, parsed);
    busy = false;
    say("");
    if (!reply.found) {
      warn("offline");
      return false;
    }
    if (fields.key && [404, 409, 410].includes(reply.status)) page.wipe();
    swap(reply.found);
    return true;
  }

  /* what to enter with; a ballot of this tab that was sent may have arrived already */
  function withCode(code, lang) {
    const known = page.state();
    return { code, lang, skey: known ? known.skey : "" };
  }

  function withKey() {
    const known = page.state();
    const fields = { key: known.key, skey: known.skey, lang: known.lang };
    return known.open ? Object.assign(fields, { open: known.open, unit: known.unit }) : fields;
  }

  async function arrive() {
    const entry = $("#entry"), code = fragment();
    if (code && entry && !able) {
      entry.elements.code.value = code;
      entry.submit();
    } else if (code) {
      if (page.form()) page.wipe(); // the slip of the next person, in the same tab
      const lang = ($("[name=lang]") || {}).value || "";
      if (!await enter(withCode(code, lang)) && $("#code")) $("#code").value = code;
    } else if (able && entry && page.state() && !$("#errors")) {
      await enter(withKey());
    }
  }

  /* the code of the scanned address, which leaves the address at once */
  function fragment() {
    // what an app appended to it is not ours
    const code = location.hash.slice(1).split("&")[0].replace(/%20|[-_+.]/g, "");
    if (!/^[0-9A-Za-z]{10,20}$/.test(code)) return "";
    history.replaceState(null, "", location.pathname + location.search);
    return code;
  }

  /* -- submitting -------------------------------------------------------------------- */

  /* one length for all ballots of a pool: what is on the wire says nothing */
  function packed() {
    const form = page.form(), answers = {}, comments = {};
    page.cards().forEach((card) => {
      answers[card.dataset.subject] = page.isOut(card) ? null : {};
    });
    const draft = page.draft();
    Object.keys(draft).forEach((name) => {
      const parts = name.split(".");
      if (parts[0] === "a" && answers[parts[1]]) answers[parts[1]][parts[2]] = draft[name];
      if (parts[0] === "c") comments[parts[1]] = draft[name];
    });
    const hidden = form.elements;
    const body = {
      key: hidden.key.value, skey: hidden.skey.value, definition: hidden.definition.value,
      lang: hidden.lang.value, answers, comments, pad: "",
    };
    if (hidden.open) Object.assign(body, { open: hidden.open.value, unit: hidden.unit.value });
    const size = new TextEncoder().encode(JSON.stringify(body)).length;
    body.pad = "x".repeat(Math.max(0, Number(form.dataset.size) - size));
    return JSON.stringify(body);
  }

  function ours(text) {
    try {
      const data = JSON.parse(text);
      return data && (data.receipt || data.error) ? data : null;
    } catch (error) {
      return null; // a page of the network's in place of ours
    }
  }

  async function submit() {
    busy = true;
    const form = page.form();
    pending = pending || packed();
    page.lock(true);
    buttons(true);
    say(page.word("sending"));
    const url = form.getAttribute("action");
    const reply = await insist(url, pending, JSON_TYPE, PAUSES.length, ours);
    busy = false;
    say("");
    buttons(false);
    if (!reply.found) {
      warn(reply.status === 503 ? "busy" : "lost");
      return; // answers stay locked, so that one number never carries two contents
    }
    pending = null;
    if (reply.found.receipt) {
      page.wipe();
      swap(parsed(reply.found.html));
      return;
    }
    page.lock(false);
    await explain(reply.found);
  }

  function buttons(off) {
    document.querySelectorAll(".page button").forEach((button) => { button.disabled = off; });
  }

  async function explain(data) {
    if (data.error === "changed") await enter(withKey());
    const names = (pairs) => pairs.map((pair) => "a." + pair.join("."));
    page.faults(names(data.gaps), names(data.wrong));
    notice(data.html);
  }

  /* -- listening --------------------------------------------------------------------- */

  function show() {
    if (page.form()) page.setUp();
    if ($("#receipt")) page.wipe();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target, pressed = event.submitter;
    if (form.id === "clear") {
      try { sessionStorage.clear(); } catch (error) { /* nothing was kept */ }
      page.wipe();
      return;
    }
    if (!able || (form.id !== "entry" && form.id !== "ballot")) return;
    event.preventDefault();
    if (busy) return;
    if (form.id === "ballot") {
      const button = pressed || switching;
      const act = button && button.name === "switch" ? changeLanguage(button) : submit();
      act.catch(() => { // a fault of this script must not cost a vote
        page.lock(false);
        form.submit();
      });
    } else {
      const code = form.elements.code.value;
      if (!code.trim() && page.state()) enter(withKey());
      else enter(withCode(code, form.elements.lang.value));
    }
  });

  /* older browsers do not say which button sent a form */
  let switching = null;
  document.addEventListener("click", (event) => {
    switching = event.target.closest("button[name=switch]");
  }, true);

  async function changeLanguage(button) {
    page.keep({ draft: pending ? page.state().draft : page.draft() });
    const fields = Object.assign(withKey(), { switch: button.value });
    switching = null;
    pending = null;
    await enter(fields);
  }

  window.addEventListener("hashchange", arrive);
  page.large();
  show();
  arrive();
})();
