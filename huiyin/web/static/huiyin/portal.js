/* Small comforts on every page of the portal; each page works without them. */
(function () {
  "use strict";

  var focus = document.querySelector("[data-focus]");
  if (focus) focus.focus();

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });

  // Large type without leaving the page, so that nothing typed or chosen is lost
  var large = document.querySelector("[data-large]");
  if (large) {
    large.addEventListener("click", function (event) {
      event.preventDefault();
      var form = new FormData(large.form);
      form.set("large", large.value);
      var on = large.value === "on";
      document.documentElement.classList.toggle("large", on);
      large.setAttribute("aria-pressed", String(on));
      large.value = on ? "off" : "on";
      fetch(large.form.action, { method: "POST", body: form, redirect: "manual", keepalive: true }).catch(function () {});
    });
  }

  // The code on a slip leads here with the number behind the hash, which no server sees
  var number = document.querySelector("[data-find] [name=number]");
  if (number && !number.value && location.hash.length > 1) {
    number.value = decodeURIComponent(location.hash.slice(1)).replace(/[^0-9A-Za-z]/g, "").slice(0, 40);
    history.replaceState(null, "", location.pathname);
    var code = document.querySelector("[data-find] [name=code]");
    if (code) code.focus();
  }

  // A chosen card shows it, in browsers of any age
  function mark() {
    document.querySelectorAll(".choice").forEach(function (choice) {
      var input = choice.querySelector("input");
      choice.classList.toggle("is-chosen", Boolean(input && input.checked));
    });
  }
  document.addEventListener("change", function (event) {
    if (event.target.closest && event.target.closest(".choice")) mark();
  });
  document.addEventListener("huiyin:filled", mark);
  mark();

  // One press is enough: the second would only wait for the first
  document.querySelectorAll("main form").forEach(function (form) {
    if (form.hasAttribute("data-submit")) return;
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 4000) event.preventDefault();
      form.dataset.sent = String(Date.now());
    });
  });
})();
