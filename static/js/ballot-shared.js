/* A tablet that goes from hand to hand (/b/?shared=1): after each receipt, and when
   somebody went away, back to the code with nothing kept. ES2018, no build. */
"use strict";

(function () {
  if (!/[?&]shared=1(&|$)/.test(location.search)) return;
  const page = window.ballot, $ = page.$;
  const ENTRY = page.word("entry"), HOME = ENTRY + "?shared=1";
  const RECEIPT = 30, TYPING = 60, AWAY = 180, WARNED = 60; // seconds
  let moved = Date.now();

  function next() {
    page.wipe();
    try { sessionStorage.clear(); } catch (error) { /* nothing was kept */ }
    location.replace(HOME);
  }

  /* -- what every page shows, once: the body is another one with each step ------------ */

  function dress() {
    if ($("#shared")) return;
    const band = document.createElement("p");
    band.id = "shared";
    band.className = "shared-band";
    band.textContent = page.word("shared");
    $(".page").prepend(band);
    // wherever a link of ours leads, the tablet stays shared
    document.querySelectorAll("a[href]").forEach((link) => {
      const inside = link.origin === location.origin && link.pathname.startsWith(ENTRY);
      if (!inside || (link.hash && link.pathname === location.pathname)) return;
      link.search += (link.search ? "&" : "?") + "shared=1";
    });
    if ($("#clear")) {
      const button = $("#clear button"), left = document.createElement("p");
      button.className = "btn btn-primary btn-wide";
      left.id = "shared-left";
      $("#clear").append(left);
    }
    moved = Date.now();
  }

  /* -- the clock: nothing is thrown away while it is unknown whether a ballot arrived -- */

  function tick() {
    dress();
    const still = Math.floor((Date.now() - moved) / 1000);
    if ($("#receipt")) {
      $("#shared-left").textContent = page.word("sharedNext", { n: Math.max(RECEIPT - still, 0) });
      if (still >= RECEIPT) next();
    } else if (page.form()) {
      if (!page.fields().some((field) => field.disabled)) away(still - AWAY);
    } else if (still >= TYPING && $("#code") && ($("#code").value || $("#errors"))) next();
  }

  function away(over) {
    const box = $("#away");
    if (over < 0) {
      if (box) box.remove();
    } else if (over >= WARNED) next();
    else if (!box) ask();
    else $("b", box).textContent = page.word("sharedAway", { n: WARNED - over });
  }

  function ask() {
    const box = document.createElement("div"), text = document.createElement("b");
    const button = document.createElement("button");
    box.id = "away";
    box.className = "away";
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-label", page.word("sharedHere"));
    text.textContent = page.word("sharedAway", { n: WARNED });
    button.type = "button";
    button.className = "btn btn-primary btn-wide";
    button.textContent = page.word("sharedHere");
    button.addEventListener("click", () => {
      moved = Date.now();
      away(-1);
    });
    box.append(text, button);
    $("main").append(box);
    button.focus();
  }

  // no scrolling: the page does that by itself, and a hand that scrolls touches it
  ["pointerdown", "keydown", "input"].forEach((kind) => {
    document.addEventListener(kind, (event) => {
      // gone before the finger is up, the box would hand the tap to what lies below
      if (event.target.closest && event.target.closest("#away")) return;
      // a receipt waits for nobody: it is not for the next person's eyes
      if (!$("#receipt")) moved = Date.now();
      away(-1);
    }, { capture: true, passive: true });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "clear") return;
    event.preventDefault();
    next();
  }, true);
  // Back shows what the browser kept of an earlier person
  addEventListener("pageshow", (event) => { if (event.persisted) next(); });
  setInterval(tick, 1000);
  tick();
})();
