/* Pays the small price that slows a guesser or a flood down, then goes on by itself. */
(function () {
  "use strict";
  var form = document.querySelector("[data-proof]");
  function byHand() { document.documentElement.classList.remove("js"); }
  if (!form) { byHand(); return; }
  window.huiyinSolve(JSON.parse(form.dataset.challenge), form.dataset.worker, function (proof) {
    form.elements.proof.value = proof;
    form.submit();
  }, byHand);
})();
