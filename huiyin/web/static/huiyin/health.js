/* Sends a health report; without a network it stays on this phone until it is sent, then goes.
   How long it waited is told in seconds, so that no clock of a phone counts. Who else uses the
   phone finds nothing of it: what waits belongs to the person of the page, and to two days. */
(function () {
  "use strict";

  var forms = document.querySelectorAll("form[data-health]");
  if (!forms.length || !window.fetch) { return; }

  var KEPT = "huiyin.health." + forms[0].dataset.health;
  var LONGEST = 2 * 24 * 3600;
  var note = document.querySelector("[data-health-waits]");
  var busy = false;

  function read() {
    try { return JSON.parse(localStorage.getItem(KEPT) || "null"); } catch (_) { return null; }
  }

  function keep(waiting) {
    try { localStorage.setItem(KEPT, JSON.stringify(waiting)); return true; } catch (_) { return false; }
  }

  function forget() {
    try { localStorage.removeItem(KEPT); } catch (_) { /* private window */ }
  }

  function fieldsOf(form) {
    var fields = {};
    new FormData(form).forEach(function (value, name) {
      if (name !== "csrfmiddlewaretoken" && name !== "waited") { fields[name] = value; }
    });
    return fields;
  }

  function waited(waiting) {
    return String(Math.max(0, Math.round((Date.now() - waiting.filled) / 1000)));
  }

  function post(waiting) {
    var body = new FormData();
    Object.keys(waiting.fields).forEach(function (name) { body.append(name, waiting.fields[name]); });
    body.append("waited", waited(waiting));
    body.append("csrfmiddlewaretoken", forms[0].elements.csrfmiddlewaretoken.value);
    return fetch(location.pathname, {
      method: "POST", body: body, credentials: "same-origin", cache: "no-store",
      headers: { Accept: "application/json" }
    });
  }

  /* What the server wants mended, or a locked session, is shown by sending the form itself. */
  function sendAsForm(waiting) {
    var form = forms[forms.length - 1];
    Object.keys(waiting.fields).forEach(function (name) {
      var field = form.elements[name];
      if (field) { field.value = waiting.fields[name]; }
    });
    if (!("for" in waiting.fields) && form.elements["for"]) { form.elements["for"].disabled = true; }
    form.elements.waited.value = waited(waiting);
    form.submit();
  }

  function send(waiting) {
    if (busy) { return; }
    busy = true;
    post(waiting).then(function (answer) {
      busy = false;
      if (answer.ok) {
        forget();
        location.assign(answer.url);
      } else if (answer.status === 422) {
        forget();
        sendAsForm(waiting);
      } else if (answer.status === 401 || answer.status === 423) {
        keep(waiting);
        sendAsForm(waiting);
      } else {
        wait(waiting);
      }
    }).catch(function () { busy = false; wait(waiting); });
  }

  function wait(waiting) {
    if (!keep(waiting)) { sendAsForm(waiting); return; }
    if (note) { note.hidden = false; }
  }

  function again() {
    var waiting = read();
    if (!waiting) { return; }
    if (Date.now() - waiting.filled > LONGEST * 1000) { forget(); return; }
    if (note) { note.hidden = false; }
    send(waiting);
  }

  forms.forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      send({ fields: fieldsOf(form), filled: Date.now() });
    });
  });

  window.addEventListener("online", again);
  setInterval(again, 30 * 1000);
  again();
})();
