/* Finds the number whose SHA-256, with the salt before it, is the challenge.
   Written out, because crypto.subtle is absent on an office's plain http address. */
"use strict";

var K = new Uint32Array(64);
var START = new Uint32Array(8);
(function () {
  var found = 0;
  for (var n = 2; found < 64; n++) {
    var prime = true;
    for (var d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    if (found < 8) START[found] = (Math.sqrt(n) % 1) * 4294967296;
    K[found++] = (Math.cbrt(n) % 1) * 4294967296;
  }
})();

function turn(x, n) { return (x >>> n) | (x << (32 - n)); }

function sha256(text) {
  var length = text.length;
  var blocks = ((length + 8) >> 6) + 1;
  var words = new Uint32Array(blocks * 16);
  for (var i = 0; i < length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  words[length >> 2] |= 128 << (24 - (length % 4) * 8);
  words[words.length - 1] = length * 8;
  var state = Uint32Array.from(START);
  var w = new Uint32Array(64);
  for (var block = 0; block < words.length; block += 16) {
    var a = state[0], b = state[1], c = state[2], d = state[3];
    var e = state[4], f = state[5], g = state[6], h = state[7];
    for (var t = 0; t < 64; t++) {
      if (t < 16) w[t] = words[block + t];
      else {
        var x = w[t - 15], y = w[t - 2];
        w[t] = (w[t - 16] + w[t - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
      }
      var one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
      var two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }
  var hex = "";
  for (var s = 0; s < 8; s++) hex += state[s].toString(16).padStart(8, "0");
  return hex;
}

self.onmessage = function (event) {
  var task = event.data;
  for (var number = 0; number <= task.maxNumber; number++) {
    if (sha256(task.salt + number) === task.challenge) {
      self.postMessage({ number: number });
      return;
    }
  }
  self.postMessage({ number: -1 });
};
