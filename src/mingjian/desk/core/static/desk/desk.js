// What pages need beyond HTMX. Every page works without it.
"use strict";
document.addEventListener("submit", function (event) {
  // A double click does one thing: the second is stopped here, and on the server by the idempotency key.
  var form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post") {
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  }
});
document.addEventListener("click", function (event) {
  // <input type="checkbox" data-all="name"> ticks all boxes of that name in its form.
  var box = event.target;
  if (!box.dataset || !box.dataset.all) { return; }
  box.form.querySelectorAll('input[name="' + box.dataset.all + '"]').forEach(function (one) { one.checked = box.checked; });
});
