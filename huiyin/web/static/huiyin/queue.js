/* Names the other ways in, pays the price (by work, else by waiting): then `post` with what it is. */
window.huiyinQueue = function (answer, list, worker, post) {
  "use strict";
  var price = answer.price;
  list.textContent = "";
  answer.ways.forEach(function (way) {
    var item = document.createElement("li");
    item.append(way.title + " ");
    if (way.number) {
      var call = document.createElement("a");
      call.href = "tel:" + way.dial;
      call.textContent = way.number;
      item.append(call, " ");
    }
    item.append(way.where);
    list.append(item);
  });
  window.huiyinSolve(price.challenge, worker, function (proof) {
    post({ sealed: price.sealed, proof: proof });
  }, function () {
    setTimeout(post, price.seconds * 1000, { sealed: price.sealed });
  });
};
