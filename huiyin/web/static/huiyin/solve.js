/* Has the small puzzle solved beside the page: then `done` with the proof, or `failed`. */
window.huiyinSolve = function (challenge, address, done, failed) {
  "use strict";
  if (!window.Worker) { failed(); return; }
  var worker = new Worker(address);
  var began = Date.now();
  worker.onerror = failed;
  worker.onmessage = function (event) {
    worker.terminate();
    if (event.data.number < 0) { failed(); return; }
    done(btoa(JSON.stringify({
      algorithm: challenge.algorithm,
      challenge: challenge.challenge,
      number: event.data.number,
      salt: challenge.salt,
      signature: challenge.signature,
      took: Date.now() - began
    })));
  };
  worker.postMessage(challenge);
};
