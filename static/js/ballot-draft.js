/* The ballot's draft: what is in the fields, and what of it survives reload and Back.
   ES2018, no build; loaded before ballot.js. */
"use strict";

window.ballotDraft = (function () {
  const $ = (selector, root) => (root || document).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  /* -- what survives reload and Back in this tab: key, skey, draft; never the code -- */

  const STORE = "ballot";
  let memory = null; // where a browser keeps nothing for us

  function state() {
    try {
      return JSON.parse(sessionStorage.getItem(STORE)) || memory;
    } catch (error) {
      return memory;
    }
  }

  function keep(changes) {
    memory = Object.assign({}, state(), changes);
    try {
      sessionStorage.setItem(STORE, JSON.stringify(memory));
    } catch (error) { /* the page still works, only a reload would lose the draft */ }
  }

  function wipe() {
    memory = null;
    try {
      sessionStorage.removeItem(STORE);
    } catch (error) { /* nothing was kept */ }
  }

  function randomNumber() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* -- the form ------------------------------------------------------------------ */

  const form = () => $("#ballot");
  const number = (question) => $("input[type=text]", question);
  const answer = (question) => {
    const field = number(question);
    return field ? field.value.trim() : $("input:checked", question);
  };
  const typed = (field) => field.type === "textarea" || field.type === "text";
  const ticked = (field) => field.type === "checkbox" && field.closest(".q");
  const fields = () => $$("input[type=radio], input[type=checkbox], input[type=text], textarea", form());

  /* of ticks a list, as the server takes it */
  function draft() {
    const kept = {};
    fields().forEach((field) => {
      const name = field.name;
      if (typed(field) ? !field.value : !field.checked) return;
      kept[name] = ticked(field) ? (kept[name] || []).concat(field.value) : field.value;
    });
    return kept;
  }

  function fill(kept) {
    fields().forEach((field) => {
      const value = kept[field.name];
      if (typed(field)) field.value = value || "";
      else field.checked = Array.isArray(value) ? value.includes(field.value) : value === field.value;
    });
  }

  function lock(locked) {
    fields().forEach((field) => { field.disabled = locked; });
  }

  return {
    $, $$, state, keep, wipe, randomNumber, form, number, answer, fields, draft, fill, lock,
  };
})();
