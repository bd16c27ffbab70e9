/* Chosen files as a list: added in several goes, taken out again, too big ones named at once.
   The server judges again; here is only the early word. */
(function () {
  "use strict";

  function words(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }

  function size(bytes) {
    return bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
  }

  document.querySelectorAll("[data-submit], [data-files-form]").forEach(function (form) {
    var input = form.querySelector("input[type=file]");
    var list = form.querySelector("[data-chosen]");
    if (!input || !list || !window.DataTransfer) return;
    var say = form.dataset;
    var error = document.getElementById(input.id + "_error");
    var chosen = [];

    function why(file) {
      if (file.size === 0) return say.sayEmptyFile;
      if (file.size > Number(say.fileBytes)) return say.sayTooBig;
      return "";
    }

    function trouble() {
      var all = chosen.reduce(function (sum, file) { return sum + file.size; }, 0);
      if (chosen.length > Number(say.files)) return words(say.sayTooMany, { count: say.files });
      if (all > Number(say.allBytes)) return say.sayAllTooBig;
      var bad = chosen.find(why);
      return bad ? bad.name + " " + why(bad) : "";
    }

    function show() {
      var carrier = new DataTransfer();
      chosen.forEach(function (file) { carrier.items.add(file); });
      input.files = carrier.files;
      list.textContent = "";
      chosen.forEach(function (file, index) {
        var item = document.createElement("li");
        var name = document.createElement("span");
        name.className = "name";
        name.textContent = file.name + "（" + size(file.size) + "）";
        if (why(file)) {
          var reason = document.createElement("span");
          reason.className = "why";
          reason.textContent = "⚠ " + why(file);
          name.appendChild(reason);
        }
        var remove = document.createElement("button");
        remove.type = "button";
        remove.className = "btn btn-text btn-sm";
        remove.textContent = say.sayRemove;
        remove.setAttribute("aria-label", say.sayRemove + " " + file.name);
        remove.addEventListener("click", function () {
          chosen.splice(index, 1);
          show();
          input.focus();
        });
        item.append(name, remove);
        list.appendChild(item);
      });
      var said = trouble();
      error.textContent = said;
      error.hidden = !said;
      input.setCustomValidity(said);
      input.toggleAttribute("aria-invalid", Boolean(said));
    }

    input.addEventListener("change", function () {
      Array.from(input.files).forEach(function (file) {
        var known = chosen.some(function (other) {
          return other.name === file.name && other.size === file.size && other.lastModified === file.lastModified;
        });
        if (!known) chosen.push(file);
      });
      show();
    });

    if (form.hasAttribute("data-files-form")) {
      form.addEventListener("submit", function (event) {
        if (trouble()) {
          event.preventDefault();
          input.focus();
        }
      });
    }
  });
})();
