/* Keyboard, live preview and small comforts of the desk. Every page works without them. */
(function () {
  "use strict";

  var composing = false;
  document.addEventListener("compositionstart", function () { composing = true; });
  document.addEventListener("compositionend", function () { composing = false; });

  var focus = document.querySelector("[data-focus]");
  if (focus) focus.focus();

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });

  /* ---------- keyboard ---------- */
  var help = document.querySelector("dialog.keys");
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-rows] tbody tr"));
  var here = -1;
  var waiting = 0;

  function isTyping(target) {
    return Boolean(target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"));
  }

  function go(selector) {
    var link = document.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  }

  function move(by) {
    if (!rows.length) return;
    if (here >= 0) rows[here].classList.remove("is-here");
    here = Math.min(Math.max(here + by, 0), rows.length - 1);
    rows[here].classList.add("is-here");
    var link = rows[here].querySelector("a");
    if (link) link.focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "nearest" });
  }

  // The list one came from, to go back to
  function remembered(address) {
    try {
      if (address) sessionStorage.setItem("huiyin.list", address);
      return sessionStorage.getItem("huiyin.list");
    } catch (_) { return null; }
  }
  if (/^\/(lists|search)\//.test(location.pathname)) remembered(location.pathname + location.search);

  var current = document.querySelector(".lists a[aria-current]");
  if (current && current.scrollIntoView) current.scrollIntoView({ block: "nearest", inline: "center" });

  function showHelp() {
    if (help && help.showModal && !help.open) help.showModal();
  }

  var keys = {
    "/": function () {
      var finder = document.getElementById("finder");
      if (finder) { finder.focus(); finder.select(); }
    },
    "?": showHelp,
    "？": showHelp,
    j: function () { move(1); },
    k: function () { move(-1); },
    n: function () { go("a[rel=next]"); },
    p: function () { go("a[rel=prev]"); },
    u: function () {
      if (go("[data-up]")) return;
      var list = remembered();
      if (list) location.assign(list);
      else go(".brand");
    },
    a: function () {
      var primary = document.querySelector("[data-primary], .more-steps a");
      if (primary) primary.focus();
    },
    x: function () { document.dispatchEvent(new CustomEvent("huiyin:tick")); },
    g: function () { waiting = Date.now(); }
  };

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || composing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || (help && help.open)) return;
    if (waiting && Date.now() - waiting < 1500 && /^[a-z]$/.test(event.key)) {
      waiting = 0;
      if (go('.lists a[data-key="' + event.key + '"]')) event.preventDefault();
      return;
    }
    waiting = 0;
    var act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  document.addEventListener("focusin", function (event) {
    var row = event.target.closest("[data-rows] tbody tr");
    if (!row) return;
    if (here >= 0) rows[here].classList.remove("is-here");
    here = rows.indexOf(row);
    row.classList.add("is-here");
  });

  document.querySelectorAll("[data-help]").forEach(function (button) {
    button.addEventListener("click", showHelp);
  });

  // A click anywhere in a row opens it; text can still be selected
  rows.forEach(function (row) {
    row.addEventListener("click", function (event) {
      if (event.target.closest("a, button, input, .tick") || String(window.getSelection())) return;
      var link = row.querySelector("a");
      if (link) link.click();
    });
  });

  /* ---------- forms ---------- */
  function mark() {
    document.querySelectorAll(".radio-card").forEach(function (card) {
      card.classList.toggle("is-chosen", card.querySelector("input").checked);
    });
    // The procedure is asked only of 申诉求决
    var procedures = document.querySelector('[data-choice="procedure"]');
    var matter = document.querySelector('[name="matter"]:checked');
    if (procedures) procedures.hidden = !matter || matter.value !== "claim";
  }
  document.addEventListener("change", mark);
  mark();

  document.querySelectorAll("[data-filter]").forEach(function (input) {
    var list = document.getElementById(input.dataset.filter);
    var none = document.querySelector("[data-filter-none]");
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      var left = 0;
      list.querySelectorAll(".radio").forEach(function (row) {
        var fits = row.textContent.toLowerCase().indexOf(wanted) >= 0 || row.querySelector("input").checked;
        row.hidden = !fits;
        if (fits) left += 1;
      });
      if (none) none.hidden = left > 0;
    });
    input.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        var first = list.querySelector(".radio:not([hidden]) input");
        if (first) { first.checked = true; first.focus(); first.dispatchEvent(new Event("change", { bubbles: true })); }
      }
    });
  });

  var more = document.querySelector("[data-add-request]");
  if (more) {
    more.addEventListener("click", function () {
      var all = document.querySelectorAll("[data-request]");
      var last = all[all.length - 1];
      var copy = last.cloneNode(true);
      var number = all.length + 1;
      copy.classList.remove("has-error");
      copy.querySelectorAll(".field-error").forEach(function (error) { error.remove(); });
      copy.querySelectorAll("textarea, select").forEach(function (field) {
        field.value = "";
        var was = field.id;
        field.id = was.replace(/\d+$/, number);
        var label = copy.querySelector('label[for="' + was + '"]');
        if (label) label.htmlFor = field.id;
      });
      copy.querySelector("[data-number]").textContent = number;
      last.after(copy);
      var most = Number(last.parentNode.dataset.most);
      if (most && number >= most) more.hidden = true;
      copy.querySelector("textarea").focus();
    });
  }

  // A reply template goes in where the cursor stands
  document.querySelectorAll("[data-insert]").forEach(function (button) {
    button.addEventListener("click", function (event) {
      var text = document.getElementById(button.dataset.insert);
      var list = button.parentNode.querySelector("select");
      var chosen = list.options[list.selectedIndex];
      event.preventDefault();
      if (!chosen.value) { list.focus(); return; }
      text.setRangeText(chosen.dataset.text, text.selectionStart, text.selectionEnd, "end");
      list.selectedIndex = 0;
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });

  document.querySelectorAll("form[data-step]").forEach(function (form) {
    var sent = 0;
    form.addEventListener("submit", function (event) {
      if (sent && Date.now() - sent < 4000) event.preventDefault();
      else sent = Date.now();
    });
    if (form.hasAttribute("data-preview")) livePreview(form);
  });

  // What would happen, shown while the form is being filled in
  function livePreview(form) {
    var panel = document.querySelector("[data-outcome]");
    if (!panel || !form.querySelector("[data-take]")) return;
    var timer = 0;
    var running = null;
    function show() {
      if (composing) return;
      if (running) running.abort();
      running = new AbortController();
      var body = new FormData(form);
      body.set("preview", "1");
      fetch(location.href, { method: "POST", body: body, headers: { "X-Part": "outcome" }, signal: running.signal, redirect: "error" })
        .then(function (answer) { return answer.ok ? answer.text() : null; })
        .then(function (part) { if (part !== null) panel.innerHTML = part; })
        .catch(function () {});
    }
    function soon() {
      clearTimeout(timer);
      timer = setTimeout(show, 600);
    }
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("compositionend", soon);
  }
})();
