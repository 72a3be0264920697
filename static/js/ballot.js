/* The ballot on the screen: what is answered, what is left, the keyboard, the draft.
   Everything here is a convenience: without it the form is filled and posted as it is.
   ES2018, no build. What the page says stands in data-attributes of #words. */
"use strict";

window.ballot = (function () {
  const {
    $, $$, state, keep, wipe, randomNumber, form, number, answer, fields, draft, fill, lock,
  } = window.ballotDraft;
  const word = (name, values) =>
    ($("#words").dataset[name] || "").replace(/\{(\w)\}/g, (_, key) => values[key]);

  function flag(element, name, on) {
    if (on) element.setAttribute(name, "true");
    else element.removeAttribute(name);
  }

  /* -- the form ------------------------------------------------------------------ */

  const cards = () => $$(".unit"), questions = () => $$(".q");
  const isOut = (card) => Boolean($("input[name^='out.']:checked", card));
  const asked = (question) => !question.dataset.optional;
  const open = (question) => asked(question) && !answer(question) && !isOut(question.closest(".unit"));

  /* -- what is answered and what is left ------------------------------------------ */

  function refresh() {
    let done = 0, total = 0;
    cards().forEach((card) => {
      const counts = refreshCard(card);
      done += counts[0];
      total += counts[1];
    });
    const left = total - done;
    $("#count").textContent = done + " / " + total;
    $("#left").textContent = left ? word("left", { n: left }) : word("full");
    const next = $("#next span");
    next.dataset.text = next.dataset.text || next.textContent;
    next.textContent = left ? next.dataset.text : word("toSubmit");
  }

  function refreshCard(card) {
    const all = $$(".q", card).filter(asked), out = isOut(card);
    reasons(card);
    const done = all.filter(answer).length;
    $(".rated", card).hidden = out;
    $$(".part", card).forEach((part) => {
      const list = part.nextElementSibling;
      if (!list.classList.contains("qs")) return;
      const inside = $$(".q", list).filter(asked);
      if (inside.length < 2) return;
      const values = { d: inside.filter(answer).length, n: inside.length };
      $("small", part).textContent = word("part", values);
    });
    refreshHead(card, out, done, all.length);
    return out ? [0, 0] : [done, all.length];
  }

  /* asked for where it applies; without this script the sentence stands always */
  function reasons(card) {
    $$(".q-reason", card).forEach((hint) => {
      hint.hidden = !$("input[data-reason]:checked", hint.closest(".q"));
    });
  }

  function refreshHead(card, out, done, total) {
    const text = out ? word("out") : !done && total ? word("none")
      : done === total ? word("done", { n: total })
        : word("some", { d: done, n: total - done });
    const complete = out || done === total;
    const head = $(".state", card), rail = $("[data-rail='" + card.id + "']");
    if (head) {
      $("span", head).textContent = text;
      head.classList.toggle("done", complete);
      flag($("svg", head), "hidden", !complete); // SVG has no property of that name
    }
    if (rail) {
      $(".num", rail).textContent = out ? word("out") : done + "/" + total;
      $(".bar", rail).setAttribute("width", out ? 0 : total ? 239 * done / total : 239);
      flag(rail, "aria-current", card === currentCard());
    }
  }

  function currentCard() {
    const here = $(".q.here");
    return here && here.closest(".unit") || cards().find((card) => card.open);
  }

  /* -- going from item to item ------------------------------------------------------ */

  function mark(question) {
    $$(".q.here").forEach((other) => other.classList.remove("here"));
    if (question) question.classList.add("here");
  }

  function goTo(question) {
    const card = question.closest(".unit");
    if (card.tagName === "DETAILS") card.open = true;
    mark(question);
    (number(question) || question).focus({ preventScroll: true });
    question.scrollIntoView({ block: "center" });
    refresh();
  }

  function step(by) {
    const all = questions().filter((q) => !isOut(q.closest(".unit")));
    const at = all.indexOf($(".q.here"));
    const target = at < 0 ? all[0] : all[at + by];
    if (target) goTo(target);
  }

  function nextOpen() {
    const all = questions(), at = all.indexOf($(".q.here"));
    const target = all.slice(at + 1).find(open) || all.find(open);
    if (target) goTo(target);
    else {
      $("#send").scrollIntoView({ block: "center" });
      $("#send").focus({ preventScroll: true });
    }
  }

  function nextCard(card) {
    const all = cards(), next = all[all.indexOf(card) + 1];
    card.open = false;
    next.open = true;
    mark(null);
    $("summary", next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
    refresh();
  }

  function press(event) {
    if (!form() || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.target, tag = target.tagName;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (tag === "INPUT" && target.type === "text" && target.closest(".q")) {
      // Enter in a number goes on; it must not send the ballot
      if (!arrow && event.key !== "Enter") return;
      event.preventDefault();
      step(arrow || 1);
      return;
    }
    if (tag === "TEXTAREA" || (tag === "INPUT" && /^(text|search)$/.test(target.type))) return;
    const radio = tag === "INPUT" && target.type === "radio";
    // on a radio the arrows choose, as they do everywhere
    if (arrow && !radio && $(".q.here")) step(arrow);
    else if (/^n$/i.test(event.key)) nextOpen();
    else if (/^[1-9]$/.test(event.key)) choose(Number(event.key));
    else return;
    event.preventDefault();
  }

  function choose(digit) {
    const question = $(".q.here") || questions().find(open);
    const option = question && $$("input", question)[digit - 1];
    if (!option || option.disabled) return;
    if (number(question)) { // the key begins the number
      option.value = String(digit);
      option.focus();
    } else option.checked = option.type === "radio" || !option.checked;
    changed(option);
    mark(question);
    if (option.type === "radio") step(1);
  }

  /* -- mistakes ----------------------------------------------------------------------- */

  function faults(gaps, wrong) {
    questions().forEach((question) => {
      const name = question.dataset.name;
      healed(question);
      if (!gaps.includes(name) && !wrong.includes(name)) return;
      const why = document.createElement("p"), text = $(".q-text", question);
      why.className = "why";
      why.id = question.getAttribute("aria-labelledby").replace(/t$/, "e");
      why.textContent = wrong.includes(name) ? question.dataset.wrong : word("missing");
      text.after(why);
      question.classList.add("missing");
      describe(question, why.id, true);
    });
  }

  function healed(question) {
    question.classList.remove("missing");
    $$(".why", question).forEach((why) => {
      describe(question, why.id, false);
      why.remove();
    });
  }

  const faulty = (root) => $$(".q.missing", root).filter((q) => !isOut(q.closest(".unit")));

  /* the list of what was refused gets shorter with each mend, and goes with the last */
  function settle() {
    const box = $("#errors"), links = $$("#errors li a");
    if (!links.length) return;
    const asks = (link) => $(link.hash).closest(".q"), card = (link) => asks(link).closest(".unit");
    const open = links.filter((link) => {
      if (!asks(link) || faulty(card(link)).includes(asks(link))) return true;
      const alone = links.filter((l) => asks(l) && card(l) === card(link)).length === 1;
      return alone && faulty(card(link)).length; // one line for all items of a card
    });
    links.filter((link) => !open.includes(link)).forEach((link) => link.closest("li").remove());
    const left = faulty(document).length;
    if (left) $("h2", box).textContent = word("left", { n: left });
    if (!open.length) $("#notices").textContent = "";
  }

  /* the sentence is read out with the item, and with the field of a number */
  function describe(question, id, on) {
    const field = number(question);
    [question, field].filter(Boolean).forEach((element) => {
      const ids = (element.getAttribute("aria-describedby") || "").split(" ");
      const rest = ids.filter((other) => other && other !== id);
      const all = (on ? [id] : []).concat(rest).join(" ");
      if (all) element.setAttribute("aria-describedby", all);
      else element.removeAttribute("aria-describedby");
    });
    if (field) {
      field.classList.toggle("is-invalid", on);
      flag(field, "aria-invalid", on);
    }
  }

  /* -- listening ---------------------------------------------------------------------- */

  function changed(field) {
    const question = field.closest(".q");
    if (question) healed(question);
    settle();
    keep({ draft: draft() });
    refresh();
  }

  function setUp() {
    const page = form(), known = state();
    const link = (page.elements.open || {}).value, unit = (page.elements.unit || {}).value;
    // an open link makes a key for each page: here the one goes on that a draft has
    if (link && known && known.open === link && known.unit === unit) page.elements.key.value = known.key;
    const key = page.elements.key.value;
    if (page.dataset.filled) {
      keep({ key, skey: page.elements.skey.value, draft: draft() });
    } else if (known && known.key === key) {
      fill(known.draft || {});
    } else {
      wipe();
      keep({ key, skey: randomNumber(), draft: {} });
    }
    keep({ lang: page.elements.lang.value, open: link, unit });
    page.elements.skey.value = state().skey;
    $("#bar").hidden = $("#keys").hidden = false;
    $("#send").classList.add("d-lg-none");
    $$("[data-next]").forEach((button) => { button.hidden = false; });
    refresh();
  }

  document.addEventListener("change", (event) => {
    if (event.target.id === "big") {
      try { sessionStorage.setItem("big", event.target.checked ? "1" : ""); } catch (error) { /* not kept */ }
    } else if (form() && form().contains(event.target)) changed(event.target);
  });
  document.addEventListener("input", (event) => {
    if (!form() || !form().contains(event.target)) return;
    if (event.target.tagName === "TEXTAREA") keep({ draft: draft() });
    if (event.target.type === "text") changed(event.target);
  });
  document.addEventListener("keydown", press);
  document.addEventListener("focusin", (event) => {
    const question = event.target.closest && event.target.closest(".q");
    if (question) mark(question);
  });
  document.addEventListener("toggle", () => { if (form()) refresh(); }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (!button || !form()) return;
    const address = button.getAttribute("href") || "";
    if (button.id === "next") nextOpen();
    else if (button.closest("[data-next]")) nextCard(button.closest(".unit"));
    else if (/^#u\d/.test(address)) {
      const target = $(address), card = target.closest(".unit");
      event.preventDefault();
      if (card.tagName === "DETAILS") card.open = true;
      if (target === card) {
        mark(null);
        refresh();
        ($("summary", card) || card).focus({ preventScroll: true });
        card.scrollIntoView({ block: "start" });
      } else {
        (target.closest(".q") || target).scrollIntoView({ block: "center" });
        target.focus({ preventScroll: true });
      }
    }
  });

  function large() {
    try { $("#big").checked = Boolean(sessionStorage.getItem("big")); } catch (error) { /* as it is */ }
  }

  return { $, word, state, keep, wipe, form, fields, draft, lock, faults, isOut, cards, setUp, large };
})();
