/* Solves the small puzzle that slows a guesser down, then goes on by itself. */
(function () {
  "use strict";
  var form = document.querySelector("[data-proof]");
  if (!form || !window.Worker) {
    document.documentElement.classList.remove("js");
    return;
  }
  var challenge = JSON.parse(form.dataset.challenge);
  var worker = new Worker(form.dataset.worker);
  var began = Date.now();
  worker.onerror = function () { document.documentElement.classList.remove("js"); };
  worker.onmessage = function (event) {
    if (event.data.number < 0) {
      document.documentElement.classList.remove("js");
      return;
    }
    form.elements.proof.value = btoa(JSON.stringify({
      algorithm: challenge.algorithm,
      challenge: challenge.challenge,
      number: event.data.number,
      salt: challenge.salt,
      signature: challenge.signature,
      took: Date.now() - began
    }));
    form.submit();
  };
  worker.postMessage(challenge);
})();
