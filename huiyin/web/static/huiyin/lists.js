/* Ticking rows for a step, and small menus that close themselves. Everything works without. */
(function () {
  "use strict";

  var ticks = Array.prototype.slice.call(document.querySelectorAll('input[name="row"][type="checkbox"]'));
  var alls = Array.prototype.slice.call(document.querySelectorAll("[data-tick-all]"));
  var told = document.querySelector("[data-ticked]");

  function count() {
    var on = ticks.filter(function (each) { return each.checked; }).length;
    if (told) told.textContent = told.dataset.words.replace("#", on);
    alls.forEach(function (all) {
      all.checked = on > 0 && on === ticks.length;
      all.indeterminate = on > 0 && on < ticks.length;
    });
  }

  alls.forEach(function (all) {
    all.addEventListener("change", function () {
      ticks.forEach(function (each) { each.checked = all.checked; });
      count();
    });
  });
  document.addEventListener("change", count);
  count();

  // x ticks the row one stands on; only where the page has rows to tick
  document.addEventListener("huiyin:tick", function () {
    var row = document.querySelector("[data-rows] tbody tr.is-here");
    var box = row && row.querySelector('input[name="row"]');
    if (box) box.click();
  });

  var menus = document.querySelectorAll("details.drop");
  document.addEventListener("click", function (event) {
    menus.forEach(function (each) { if (!each.contains(event.target)) each.open = false; });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    menus.forEach(function (each) {
      if (!each.open) return;
      each.open = false;
      each.querySelector("summary").focus();
    });
  });
})();
