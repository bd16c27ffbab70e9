/* The receipt as a picture for the phone's album. */
(function () {
  "use strict";
  var slip = document.querySelector("[data-slip]");
  var button = document.querySelector("[data-save-image]");
  if (!slip || !button) return;
  var say = slip.dataset;

  button.addEventListener("click", function () {
    var canvas = document.createElement("canvas");
    canvas.width = 720;
    canvas.height = 900;
    var pen = canvas.getContext("2d");
    var face = getComputedStyle(document.body).fontFamily;
    var digits = getComputedStyle(slip.querySelector(".slip-code")).fontFamily;

    function write(text, y, size, family, colour, weight) {
      pen.font = (weight || "400") + " " + size + "px " + family;
      while (pen.measureText(text).width > 660 && size > 14) {
        size -= 1;
        pen.font = (weight || "400") + " " + size + "px " + family;
      }
      pen.fillStyle = colour;
      pen.fillText(text, 360, y);
    }

    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, 720, 900);
    pen.textAlign = "center";
    write(say.office + " · " + say.sayTitle, 70, 32, face, "#1b2430", "600");
    write(say.sayNumber, 130, 24, face, "#4d5b6a");
    write(say.number, 180, 42, digits, "#1b2430", "600");
    write(say.sayCode, 240, 24, face, "#4d5b6a");
    write(say.code, 300, 60, digits, "#163a5a", "600");
    write(say.sayReceived + " " + say.received, 800, 24, face, "#4d5b6a");
    write(say.address, 760, 22, face, "#4d5b6a");
    write(say.sayKeep, 850, 24, face, "#1b2430");
    pen.imageSmoothingEnabled = false;
    var square = slip.querySelector("[data-qr]");
    if (square) pen.drawImage(square, 180, 345, 360, 360);

    var link = document.createElement("a");
    link.download = say.file;
    link.href = canvas.toDataURL("image/png");
    link.click();
  });
})();
