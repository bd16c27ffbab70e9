/* The form in five steps: what is typed stays, on this device, until the office has it.
   Without this file the same form is one page and a check page. */
(function () {
  "use strict";

  var form = document.querySelector("[data-submit]");
  if (!form) return;
  var say = form.dataset;
  var steps = Array.from(form.querySelectorAll("[data-step]"));
  var marks = Array.from(document.querySelectorAll("[data-steps-nav] li"));
  var summary = document.querySelector("[data-summary]");
  var find = function (name) { return document.querySelector("[data-" + name + "]"); };
  var next = find("next"), back = find("back"), send = find("send");
  var publicDevice = find("public-device");
  var KEPT_AS = "huiyin-draft";
  var KEPT_MS = 7 * 24 * 3600 * 1000;
  var NOT_KEPT = ["csrfmiddlewaretoken", "identity", "attachments", "declares"];
  var current = 0, furthest = 0, dirty = false, acknowledged = false;

  function words(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }
  function length(text) { return Array.from(text.replace(/\r\n/g, "\n")).length; }
  function value(name) {
    var control = form.elements[name];
    return control && typeof control.value === "string" ? control.value.trim() : "";
  }

  /* ---------- errors: beside the field, and together on top ---------- */
  function errorPlace(name) { return document.getElementById("id_" + name + "_error"); }
  function holder(name) { return form.querySelector('[data-field="' + name + '"]'); }
  function target(name) {
    var control = form.elements[name];
    if (control instanceof RadioNodeList) return control[0];
    return control || null;
  }
  function label(name) {
    var box = holder(name);
    var node = box && box.querySelector("legend, .form-label, b");
    return node ? node.firstChild.textContent.trim() : "";
  }
  function fault(name, text) {
    var place = errorPlace(name), box = holder(name), control = target(name);
    if (place) { place.textContent = text; place.hidden = !text; }
    if (box) box.classList.toggle("has-error", Boolean(text));
    if (control) {
      if (text) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
    }
  }
  function stepOf(name) {
    var box = holder(name);
    return box ? steps.indexOf(box.closest("[data-step]")) : -1;
  }
  function showFaults(faults) {
    var list = summary.querySelector("ul");
    list.textContent = "";
    faults.forEach(function (each) {
      fault(each.name, each.text);
      var item = document.createElement("li");
      if (target(each.name)) {
        var link = document.createElement("a");
        link.href = "#" + target(each.name).id;
        link.textContent = label(each.name) + "：" + each.text;
        link.addEventListener("click", function (event) {
          event.preventDefault();
          if (stepOf(each.name) >= 0) go(stepOf(each.name), true);
          target(each.name).focus();
        });
        item.appendChild(link);
      } else {
        item.textContent = each.text;
      }
      list.appendChild(item);
    });
    summary.hidden = faults.length === 0;
    if (faults.length) summary.focus();
  }
  function clearFaults() {
    form.querySelectorAll("[data-field]").forEach(function (box) { fault(box.dataset.field, ""); });
    summary.hidden = true;
  }

  /* ---------- what a browser can see early; the server judges ---------- */
  function total() { return length(value("request")) + length(value("facts")) + length(value("reasons")); }
  var CHECKS = [
    function () {
      var faults = [];
      var naming = value("naming");
      if (!naming) return [{ name: "naming", text: say.sayChoose }];
      if (naming !== "anonymous") {
        ["name", "address"].forEach(function (name) {
          if (!value(name)) faults.push({ name: name, text: say.sayRequired });
        });
      }
      if (value("phone") && !/^[0-9０-９+＋\-－—() （）]{5,24}$/.test(value("phone"))) faults.push({ name: "phone", text: say.sayPhone });
      if (value("email") && !/^\S+@\S+\.\S+$/.test(value("email"))) faults.push({ name: "email", text: say.sayEmail });
      if (form.elements.people_count.validity && !form.elements.people_count.validity.valid) {
        faults.push({ name: "people_count", text: form.elements.people_count.validationMessage });
      }
      return faults;
    },
    function () {
      var faults = ["request", "facts"].filter(function (name) { return !value(name); }).map(function (name) {
        return { name: name, text: say.sayRequired };
      });
      if (total() > Number(say.limit)) {
        faults.push({ name: "facts", text: words(say.sayOver, { count: total(), over: total() - Number(say.limit) }) });
      }
      return faults;
    },
    function () { return value("place") ? [] : [{ name: "place", text: say.sayChoose }]; },
    function () {
      var input = form.elements.attachments;
      return input.validationMessage && input.validity.customError ? [{ name: "attachments", text: input.validationMessage }] : [];
    },
    function () { return form.elements.declares.checked ? [] : [{ name: "declares", text: say.sayTick }]; }
  ];

  /* ---------- steps ---------- */
  function show(index, andFocus) {
    current = index;
    furthest = Math.max(furthest, index);
    steps.forEach(function (step, at) { step.classList.toggle("is-current", at === index); });
    marks.forEach(function (mark, at) {
      if (at === index) mark.setAttribute("aria-current", "step"); else mark.removeAttribute("aria-current");
      mark.querySelector("button").disabled = at > furthest;
    });
    var last = index === steps.length - 1;
    next.hidden = last;
    send.hidden = !last;
    back.hidden = index === 0;
    if (last) review();
    if (andFocus) {
      var heading = steps[index].querySelector("h2");
      heading.focus({ preventScroll: true });
      document.querySelector("[data-steps-nav]").scrollIntoView();
    }
  }
  function go(index, keepFaults) {
    if (index === current) return;
    if (!keepFaults) clearFaults();
    history.pushState({ step: index }, "");
    show(index, true);
  }
  next.addEventListener("click", function () {
    clearFaults();
    var faults = CHECKS[current]();
    if (faults.length) showFaults(faults); else go(current + 1);
  });
  back.addEventListener("click", function () { go(current - 1); });
  marks.forEach(function (mark, at) {
    mark.querySelector("button").addEventListener("click", function () { go(at); });
  });
  window.addEventListener("popstate", function (event) {
    clearFaults();
    show(event.state && event.state.step ? event.state.step : 0, true);
  });
  // Enter in a line goes on to the next step, as the button does; never while a word is being composed
  form.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.target.matches("input:not([type=checkbox]):not([type=radio]):not([type=file])")) {
      event.preventDefault();
      (next.hidden ? send : next).click();
    }
  });

  /* ---------- who, where, how long ---------- */
  function dress() {
    var anonymous = value("naming") === "anonymous";
    form.querySelectorAll("[data-named-only]").forEach(function (part) { part.hidden = anonymous; });
    var counter = form.querySelector("[data-counter]");
    var count = total(), left = Number(say.limit) - count;
    counter.textContent = words(left < 0 ? say.sayOver : say.sayCounter, { count: count, left: left, over: -left });
    counter.classList.toggle("is-over", left < 0);
    var option = form.elements.place.selectedOptions[0];
    var office = option && option.dataset.bureau;
    form.querySelector("[data-office-name]").textContent = office || "";
    form.querySelector("[data-office-shown]").hidden = !office;
  }

  /* ---------- the check step ---------- */
  function review() {
    var box = find("review");
    box.textContent = "";
    steps.slice(0, -1).forEach(function (step, at) {
      var part = document.createElement("div");
      part.className = "review-part";
      var title = document.createElement("h3");
      title.textContent = step.querySelector("h2").textContent;
      var change = document.createElement("button");
      change.type = "button";
      change.className = "btn btn-text btn-sm";
      change.textContent = marks[at].closest("nav").dataset.sayChange || "←";
      change.setAttribute("aria-label", change.textContent + " " + title.textContent);
      change.addEventListener("click", function () { go(at); });
      title.appendChild(change);
      var facts = document.createElement("dl");
      facts.className = "facts";
      step.querySelectorAll("[data-field]").forEach(function (field) {
        if (field.closest("[hidden]")) return;
        var shown = shownValue(field.dataset.field);
        if (!shown) return;
        var term = document.createElement("dt"), said = document.createElement("dd");
        term.textContent = label(field.dataset.field);
        said.textContent = shown;
        said.className = "words";
        facts.append(term, said);
      });
      if (!facts.children.length) {
        var none = document.createElement("dd");
        none.className = "quiet";
        none.textContent = say.sayBlank;
        facts.append(document.createElement("dt"), none);
      }
      part.append(title, facts);
      box.appendChild(part);
    });
  }
  function shownValue(name) {
    var control = form.elements[name];
    if (control instanceof RadioNodeList) {
      var chosen = Array.from(control).find(function (radio) { return radio.checked; });
      return chosen ? chosen.closest(".choice").querySelector("b").textContent : "";
    }
    if (control.type === "file") return Array.from(control.files).map(function (file) { return file.name; }).join("\n");
    if (control.tagName === "SELECT") return control.value ? control.selectedOptions[0].textContent.trim() : "";
    return control.value.trim();
  }

  /* ---------- the draft ---------- */
  function keep() {
    if (publicDevice.checked || acknowledged) return;
    var kept = {};
    new FormData(form).forEach(function (each, name) {
      if (typeof each === "string" && NOT_KEPT.indexOf(name) < 0) kept[name] = each;
    });
    try {
      localStorage.setItem(KEPT_AS, JSON.stringify({ at: Date.now(), step: furthest, values: kept }));
    } catch (full) { /* private window or full: the page still holds it */ }
  }
  function forget() {
    try { localStorage.removeItem(KEPT_AS); } catch (blocked) { /* nothing was kept */ }
  }
  function restore() {
    var draft = null;
    try { draft = JSON.parse(localStorage.getItem(KEPT_AS)); } catch (broken) { forget(); }
    if (!draft || !draft.values || Date.now() - draft.at > KEPT_MS) { forget(); return; }
    if (!["request", "facts", "reasons", "name", "phone", "address", "place_detail"].some(function (name) { return draft.values[name]; })) return;
    Object.keys(draft.values).forEach(function (name) {
      var control = form.elements[name];
      if (!control) return;
      if (control instanceof RadioNodeList) {
        Array.from(control).forEach(function (radio) { radio.checked = radio.value === draft.values[name]; });
      } else if (control.type === "checkbox") {
        control.checked = true;
      } else if (control.type !== "file") {
        control.value = draft.values[name];
      }
    });
    furthest = Math.min(draft.step || 0, steps.length - 1);
    var note = find("restored");
    find("restored-at").textContent = new Intl.DateTimeFormat(document.documentElement.lang, { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(draft.at);
    note.hidden = false;
  }
  document.querySelectorAll("[data-clear-draft]").forEach(function (button) {
    button.addEventListener("click", function () {
      forget();
      form.reset();
      form.elements.key.value = newKey() || form.elements.key.defaultValue;
      acknowledged = false;
      dirty = false;
      find("restored").hidden = true;
      find("cleared").hidden = false;
      furthest = 0;
      clearFaults();
      show(0, true);
      dress();
      document.dispatchEvent(new Event("huiyin:filled"));
    });
  });
  publicDevice.addEventListener("change", function () {
    if (publicDevice.checked) forget(); else keep();
    form.setAttribute("autocomplete", publicDevice.checked ? "off" : "on");
  });
  function newKey() { return window.crypto && crypto.randomUUID ? crypto.randomUUID() : ""; }

  var waiting = 0;
  form.addEventListener("input", function (event) {
    dirty = true;
    find("cleared").hidden = true;
    var box = event.target.closest("[data-field]");
    if (box && event.target.type !== "file") fault(box.dataset.field, "");
    dress();
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  });
  form.addEventListener("change", function () { dress(); keep(); });
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", function (event) {
    if (dirty && !acknowledged && (publicDevice.checked || form.elements.attachments.files.length)) event.preventDefault();
  });

  /* ---------- sending: the key goes with it until the office has answered ---------- */
  function busy(on) {
    send.disabled = on;
    back.disabled = on;
    find("progress").hidden = find("sending").hidden = !on;
    if (!on) find("queued").hidden = true;
    find("sending").textContent = on ? say.saySending : "";
  }
  function trouble(text) {
    var box = find("trouble");
    box.textContent = text;
    box.hidden = !text;
    if (text) send.focus();
  }
  function lost() {
    busy(false);
    keep();
    trouble(publicDevice.checked ? say.sayFailedPublic : say.sayFailed);
  }
  // Much came from here within the hour: a proof goes with the form, nobody is turned away
  function queued(answer) {
    find("sending").hidden = find("progress").hidden = true;
    find("queued").hidden = false;
    find("queued-words").textContent = publicDevice.checked ? say.sayQueuedPublic : say.sayQueued;
    window.huiyinQueue(answer, find("queued-ways"), say.worker, post);
  }
  send.addEventListener("click", function () {
    clearFaults();
    trouble("");
    for (var at = 0; at < CHECKS.length; at++) {
      var faults = CHECKS[at]();
      if (faults.length) {
        if (at !== current) go(at, true);
        showFaults(faults);
        return;
      }
    }
    keep();
    post({});
  });
  function post(paid) {
    busy(true);
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.timeout = 15 * 60 * 1000;
    request.upload.onprogress = function (event) {
      if (event.lengthComputable) find("progress").value = Math.round(event.loaded / event.total * 100);
    };
    request.onerror = request.ontimeout = lost;
    request.onload = function () {
      var answer = null;
      try { answer = JSON.parse(request.responseText); } catch (notJson) { lost(); return; }
      if (request.status === 201 && answer.next) {
        acknowledged = true;
        forget();
        location.replace(answer.next);
      } else if (request.status === 422 && answer.errors) {
        busy(false);
        var all = Object.keys(answer.errors).map(function (name) { return { name: name, text: answer.errors[name].join(" ") }; });
        var first = stepOf(all[0].name);
        if (first >= 0) go(first, true);
        showFaults(all);
      } else if (request.status === 409) {
        // Sent before with other words: the server's page shows both
        acknowledged = true;
        forget();
        form.submit();
      } else if (request.status === 429 && answer.price) {
        queued(answer);
      } else if (answer.sentence) {
        busy(false);
        keep();
        trouble(answer.sentence);
      } else {
        lost();
      }
    };
    var filled = new FormData(form);
    Object.keys(paid).forEach(function (name) { filled.set(name, paid[name]); });
    request.send(filled);
  }

  /* ---------- begin ---------- */
  form.noValidate = true;
  form.classList.add("stepped");
  document.querySelector("[data-steps-nav]").classList.add("is-at-work");
  var serverFaults = form.querySelector(".has-error");
  if (!serverFaults && !form.hasAttribute("data-filled")) {
    form.elements.key.value = newKey() || form.elements.key.value;
    restore();
  }
  history.replaceState({ step: 0 }, "");
  show(serverFaults ? Math.max(0, steps.indexOf(serverFaults.closest("[data-step]"))) : 0, false);
  dress();
  document.dispatchEvent(new Event("huiyin:filled"));
})();
