/* Ctrl+K: every list, view, page and open step by its name. The links are those of the page. */
(function () {
  "use strict";

  var dialog = document.querySelector("[data-palette]");
  if (!dialog || !dialog.showModal) return;
  var input = dialog.querySelector("input");
  var list = dialog.querySelector("ul");
  var none = dialog.querySelector("[data-palette-none]");
  var composing = false;
  var entries = [];
  var here = 0;

  input.addEventListener("compositionstart", function () { composing = true; });
  input.addEventListener("compositionend", function () { composing = false; show(); });

  function label(link) {
    var own = link.querySelector("span") || link;
    var text = own.textContent.trim();
    var inside = link.closest(".views");
    var above = inside && inside.parentNode.querySelector("a > span");
    return above ? above.textContent.trim() + " · " + text : text;
  }

  // Steps of the petition first, then lists and their views, then the other pages
  function gather() {
    var links = document.querySelectorAll(".steps a, .lists a, .who-name, .list-tools a[href]");
    return Array.prototype.map.call(links, function (link) {
      return { text: label(link), initials: link.dataset.initials || "", link: link };
    });
  }

  function fits(entry, wanted) {
    return entry.text.toLowerCase().indexOf(wanted) >= 0 || entry.initials.indexOf(wanted) === 0;
  }

  function show() {
    var wanted = input.value.trim().toLowerCase();
    list.textContent = "";
    entries.filter(function (each) { return fits(each, wanted); }).forEach(function (each, number) {
      var row = document.createElement("li");
      row.setAttribute("role", "option");
      row.id = "palette-" + number;
      row.textContent = each.text;
      row.addEventListener("click", function () { go(each); });
      row.entry = each;
      list.appendChild(row);
    });
    none.hidden = list.children.length > 0;
    point(0);
  }

  function point(number) {
    var rows = list.children;
    here = rows.length ? (number + rows.length) % rows.length : 0;
    Array.prototype.forEach.call(rows, function (row, place) {
      row.setAttribute("aria-selected", place === here ? "true" : "false");
    });
    if (rows.length) {
      input.setAttribute("aria-activedescendant", rows[here].id);
      rows[here].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function go(entry) {
    dialog.close();
    entry.link.click();
  }

  input.addEventListener("input", function () { if (!composing) show(); });
  input.addEventListener("keydown", function (event) {
    if (event.isComposing || composing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") point(here + 1);
    else if (event.key === "ArrowUp") point(here - 1);
    else if (event.key === "Enter") { if (list.children[here]) go(list.children[here].entry); }
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || composing || event.keyCode === 229) return;
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() !== "k" || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    entries = gather();
    input.value = "";
    dialog.showModal();
    show();
  });
})();
