/* Locks a page of the desk in place when nobody has been at work for a while, and asks for the
   password again before a form is sent from a page whose session has locked. Nothing typed is
   lost: the page stays as it is under the lock. The server decides who may go on; this only
   keeps people from running into it. */
(function () {
  "use strict";

  var lock = document.getElementById("lock");
  if (!lock || !lock.showModal || !window.fetch) { return; }

  var IDLE = Number(lock.dataset.idleSeconds) * 1000;
  var TELL = 4 * 60 * 1000;       // somebody who types is reported this often
  var TRUSTED = 60 * 1000;        // an answer of the server is believed for so long
  var SHARED = "huiyin.at-work";  // all pages of this browser share one clock
  var form = lock.querySelector("form");
  var error = form.querySelector(".field-error");
  var active = Date.now();
  var told = Date.now();
  var heard = Date.now();
  var waiting = null;             // what goes on after unlocking
  var before = null;              // where the focus was

  function share(at) {
    try { localStorage.setItem(SHARED, String(at)); } catch (_) { /* private window */ }
  }

  function lastActive() {
    var shared = 0;
    try { shared = Number(localStorage.getItem(SHARED)) || 0; } catch (_) { /* private window */ }
    return Math.max(active, Math.min(shared, Date.now()));
  }

  function token() { return form.elements.csrfmiddlewaretoken.value; }

  function take(answer) {
    heard = Date.now();
    if (answer.token) {
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (input) {
        input.value = answer.token;
      });
    }
    return answer;
  }

  function ask(address, method, body) {
    var headers = { Accept: "application/json" };
    if (method === "POST") { headers["X-CSRFToken"] = token(); }
    return fetch(address, {
      method: method, body: body, headers: headers, credentials: "same-origin", cache: "no-store"
    }).then(function (response) {
      return response.json().then(take);
    });
  }

  function standing() { return ask(lock.dataset.alive, "GET"); }

  function show(part, isShown) {
    lock.querySelectorAll("[data-of-" + part + "]").forEach(function (element) {
      element.hidden = !isShown;
    });
  }

  function say(sentence) {
    error.textContent = sentence || "";
    error.hidden = !sentence;
  }

  function close(answer) {
    var isOut = answer.state === "out";
    show("person", !isOut);
    show("out", isOut);
    show("code", Boolean(answer.asks_code));
    if (answer.problem || !lock.open) { say(answer.problem); }
    if (lock.open) { return; }
    before = document.activeElement;
    document.documentElement.classList.add("is-locked");
    lock.showModal();
    form.elements.unlock_password.value = "";
    form.elements.unlock_password.focus();
  }

  function open() {
    document.documentElement.classList.remove("is-locked");
    form.elements.unlock_password.value = "";
    form.elements.unlock_code.value = "";
    if (lock.open) { lock.close(); }
    active = told = Date.now();
    share(active);
    var next = waiting;
    waiting = null;
    if (next) { next(); } else if (before && before.focus) { before.focus(); }
  }

  // -- somebody is at work, or not -------------------------------------------------------------

  ["keydown", "pointerdown", "wheel", "input", "touchstart"].forEach(function (kind) {
    document.addEventListener(kind, function () {
      if (lock.open) { return; }
      var now = Date.now();
      if (now - active > 1000) { share(now); }
      active = now;
    }, { passive: true, capture: true });
  });

  function look() {
    var now = Date.now();
    if (lock.open) {
      standing().then(function (answer) {
        if (answer.state === "open" && now - lastActive() < IDLE) { open(); }
      }).catch(function () { /* away: stays locked */ });
    } else if (now - lastActive() >= IDLE) {
      close({ state: "locked", asks_code: false });
      ask(lock.dataset.lock, "POST").then(function () { return standing(); }).then(close)
        .catch(function () { /* away: the page is locked all the same */ });
    } else if (now - told >= TELL && active > told) {
      told = now;
      ask(lock.dataset.alive, "POST").then(function (answer) {
        if (answer.state !== "open") { close(answer); }
      }).catch(function () { /* away: asked again later */ });
    }
  }

  setInterval(look, 10 * 1000);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) { look(); }
  });

  // -- a form is sent ----------------------------------------------------------------------------

  var checked = null;

  document.addEventListener("submit", function (event) {
    var sent = event.target;
    var by = event.submitter;
    if (sent === form || sent.method !== "post" || sent === checked || event.defaultPrevented) {
      return;
    }
    if (Date.now() - heard < TRUSTED && !lock.open) { return; }
    event.preventDefault();
    function goOn() {
      checked = sent;
      if (sent.requestSubmit) { sent.requestSubmit(by || undefined); } else { sent.submit(); }
      checked = null;
    }
    standing().then(function (answer) {
      if (answer.state === "open") { goOn(); return; }
      waiting = goOn;
      close(answer);
    }).catch(goOn);
  });

  // -- unlocking ---------------------------------------------------------------------------------

  lock.addEventListener("cancel", function (event) { event.preventDefault(); });

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var body = new FormData(form);
    if (event.submitter && event.submitter.name) {
      body.append(event.submitter.name, event.submitter.value);
      body.delete("unlock_password");
    }
    say("");
    ask(form.action, "POST", body).then(function (answer) {
      if (answer.state === "open") { open(); return; }
      close(answer);
      say(answer.problem);
      form.elements.unlock_password.select();
    }).catch(function () { say(lock.dataset.away); });
  });
})();
