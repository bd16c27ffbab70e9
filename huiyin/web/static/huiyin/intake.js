/* Taking in by keyboard: Ctrl+Enter goes on; earlier petitions appear as soon as somebody is named. */
(function () {
  "use strict";

  var form = document.querySelector("[data-intake]");
  if (!form) return;

  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".btn-primary"));
  });

  // Postmarks are for letters, representatives for visits
  function fit() {
    var chosen = form.querySelector('[name="channel"]:checked');
    form.querySelectorAll("[data-for-channel]").forEach(function (part) {
      part.hidden = !chosen || part.dataset.forChannel !== chosen.value;
    });
  }
  form.addEventListener("change", fit);
  fit();

  var panel = form.querySelector("[data-earlier]");
  if (!panel) return;
  var names = ["name", "phone", "identity"];
  var running = null;
  var last = "\n\n";

  function look() {
    var body = new FormData();
    names.forEach(function (name) { body.set(name, form.elements[name].value); });
    var asked = names.map(function (name) { return body.get(name).trim(); }).join("\n");
    if (asked === last) return;
    last = asked;
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (running) running.abort();
    running = new AbortController();
    fetch(form.action, { method: "POST", body: body, headers: { "X-Part": "earlier" }, signal: running.signal, redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (part) { if (part !== null) panel.innerHTML = part; })
      .catch(function () {});
  }
  names.forEach(function (name) { form.elements[name].addEventListener("change", look); });
  // What was typed before a fault, or came back to be changed
  look();
})();
