/* Black boxes drawn over the pages of an attachment: by mouse, by touch, by keyboard.
   A box is 「page left top width height」 in ten-thousandths of its page. */
(function () {
  "use strict";

  if (document.querySelector("[data-again]")) setTimeout(function () { location.reload(); }, 2500);

  var form = document.querySelector("[data-mask]");
  if (!form) return;
  var WHOLE = 10000, LEAST = 40, STEP = 100, SVG = "http://www.w3.org/2000/svg";
  var holder = form.querySelector("[data-boxes]");
  var counted = form.querySelector("[data-count]");
  var remove = form.querySelector("[data-remove]");
  var undo = form.querySelector("[data-undo]");
  var sheets = {};
  var boxes = [];
  var history = [];
  var chosen = null;
  var changed = false;

  form.querySelectorAll("svg[data-page]").forEach(function (svg) { sheets[svg.dataset.page] = svg; });

  function between(value, least, most) { return Math.round(Math.min(Math.max(value, least), most)); }

  function told(box) { return [box.page, box.left, box.top, box.width, box.height].join(" "); }

  function remember() {
    history.push(boxes.map(told));
    changed = true;
    undo.disabled = false;
  }

  function words(box) {
    var values = { page: box.page, left: box.left, top: box.top, width: box.width, height: box.height };
    return form.dataset.wordsBox.replace(/\{(\w+)\}/g, function (_, name) {
      return name === "page" ? values.page : Math.round(values[name] / 100);
    });
  }

  function set(element, values) {
    Object.keys(values).forEach(function (name) { element.setAttribute(name, values[name]); });
  }

  function place(box) {
    var svg = sheets[box.page];
    var wide = 22 * WHOLE / Math.max(svg.clientWidth, 1), high = 22 * WHOLE / Math.max(svg.clientHeight, 1);
    box.width = between(box.width, LEAST, WHOLE);
    box.height = between(box.height, LEAST, WHOLE);
    box.left = between(box.left, 0, WHOLE - box.width);
    box.top = between(box.top, 0, WHOLE - box.height);
    set(box.cover, { x: box.left, y: box.top, width: box.width, height: box.height });
    set(box.grip, {
      x: Math.min(box.left + box.width - wide / 2, WHOLE - wide),
      y: Math.min(box.top + box.height - high / 2, WHOLE - high), width: wide, height: high
    });
    box.group.setAttribute("aria-label", words(box));
  }

  function choose(box) {
    chosen = box;
    boxes.forEach(function (each) { each.group.classList.toggle("is-here", each === box); });
    remove.disabled = !box;
  }

  function count() {
    counted.textContent = form.dataset.wordsCount.replace("{count}", boxes.length);
    holder.textContent = "";
    boxes.forEach(function (box) {
      var input = document.createElement("input");
      input.type = "hidden";
      input.name = "box";
      input.value = told(box);
      holder.appendChild(input);
    });
  }

  function add(page, left, top, width, height) {
    var box = { page: page, left: left, top: top, width: width, height: height };
    box.group = document.createElementNS(SVG, "g");
    box.cover = document.createElementNS(SVG, "rect");
    box.grip = document.createElementNS(SVG, "rect");
    box.grip.setAttribute("class", "mask-grip");
    set(box.group, { class: "mask-box", tabindex: 0, role: "button" });
    box.group.appendChild(box.cover);
    box.group.appendChild(box.grip);
    box.group.addEventListener("focus", function () { choose(box); });
    box.group.addEventListener("keydown", function (event) { key(event, box); });
    sheets[page].appendChild(box.group);
    boxes.push(box);
    place(box);
    return box;
  }

  function drop(box) {
    box.group.remove();
    boxes = boxes.filter(function (each) { return each !== box; });
    choose(null);
    count();
  }

  function key(event, box) {
    var by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") {
      remember();
      drop(box);
    } else if (by) {
      remember();
      if (event.shiftKey) { box.width += by[0]; box.height += by[1]; }
      else { box.left += by[0]; box.top += by[1]; }
      place(box);
      count();
    } else { return; }
    event.preventDefault();
    event.stopPropagation();
  }

  function at(event, svg) {
    var area = svg.getBoundingClientRect();
    return {
      left: between((event.clientX - area.left) / area.width * WHOLE, 0, WHOLE),
      top: between((event.clientY - area.top) / area.height * WHOLE, 0, WHOLE)
    };
  }

  function follow(svg, event, move, end) {
    function moved(next) { if (next.pointerId === event.pointerId) move(at(next, svg)); }
    function ended(next) {
      if (next.pointerId !== event.pointerId) return;
      window.removeEventListener("pointermove", moved);
      window.removeEventListener("pointerup", ended);
      window.removeEventListener("pointercancel", ended);
      if (end) end();
      count();
    }
    window.addEventListener("pointermove", moved);
    window.addEventListener("pointerup", ended);
    window.addEventListener("pointercancel", ended);
  }

  function drag(svg, event, box) {
    var from = at(event, svg);
    var grips = event.target === box.grip;
    var was = { left: box.left, top: box.top, width: box.width, height: box.height };
    event.preventDefault();
    box.group.focus();
    remember();
    follow(svg, event, function (here) {
      var across = here.left - from.left, down = here.top - from.top;
      if (grips) { box.width = was.width + across; box.height = was.height + down; }
      else { box.left = was.left + across; box.top = was.top + down; }
      place(box);
    });
  }

  function begin(svg, event) {
    var from = at(event, svg);
    var box = null;
    event.preventDefault();
    follow(svg, event, function (here) {
      if (!box) {
        remember();
        box = add(svg.dataset.page, from.left, from.top, LEAST, LEAST);
      }
      box.left = Math.min(from.left, here.left);
      box.top = Math.min(from.top, here.top);
      box.width = Math.abs(here.left - from.left);
      box.height = Math.abs(here.top - from.top);
      place(box);
    }, function () { if (box) box.group.focus(); });
  }

  Object.keys(sheets).forEach(function (page) {
    var svg = sheets[page];
    svg.addEventListener("pointerdown", function (event) {
      var group = event.target.closest(".mask-box");
      var box = boxes.find(function (each) { return each.group === group; });
      if (box) drag(svg, event, box);
      else if (event.pointerType !== "touch" && event.button === 0) begin(svg, event);
    });
    // A finger scrolls the page; where it only taps, it puts down a box.
    svg.addEventListener("click", function (event) {
      if (event.pointerType !== "touch" || event.target.closest(".mask-box")) return;
      var here = at(event, svg);
      remember();
      add(page, here.left - 1500, here.top - 150, 3000, 300).group.focus();
      count();
    });
  });

  form.querySelectorAll("[data-add]").forEach(function (button) {
    button.addEventListener("click", function () {
      remember();
      add(button.dataset.add, 3500, 4800, 3000, 400).group.focus();
      count();
    });
  });

  remove.addEventListener("click", function () {
    if (!chosen) return;
    remember();
    drop(chosen);
  });

  undo.addEventListener("click", function () {
    var before = history.pop();
    boxes.slice().forEach(drop);
    before.forEach(read);
    undo.disabled = !history.length;
    count();
  });

  function read(text) {
    var parts = text.split(" ").map(Number);
    if (sheets[parts[0]]) add(String(parts[0]), parts[1], parts[2], parts[3], parts[4]);
  }

  Array.prototype.map.call(holder.querySelectorAll("input"), function (input) { return input.value; }).forEach(read);
  count();
  window.addEventListener("resize", function () { boxes.forEach(place); });

  form.addEventListener("submit", function () { changed = false; });
  window.addEventListener("beforeunload", function (event) { if (changed) event.preventDefault(); });
})();
