// Kotikulma: a list of events where a page has <div data-kotikulma="address of the list">a link</div>.
// The link stays as it is without script, and when the list does not come. EUPL-1.2.
(function () {
  "use strict";
  var own = document.currentScript;
  if (!own || !own.src || !window.URL) return;
  var home = new URL(own.src).origin;

  // No cookie leaves with it. A document needs no HTML to be written from text, so that strict pages allow it.
  function ask(address, type, done) {
    var request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = type;
    request.onload = function () {
      if (request.status === 200 && request.response) done(request.response);
    };
    request.send();
  }

  function dress(root, address) {
    if (!("adoptedStyleSheets" in Document.prototype)) {
      var link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = address;
      root.insertBefore(link, root.firstChild);
      return;
    }
    // Made by script, it is no inline style: the policy of the page need not allow one.
    ask(address, "text", function (text) {
      var sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      root.adoptedStyleSheets = [sheet];
    });
  }

  function show(box, found) {
    var list = found.querySelector("[data-kotikulma-list]");
    if (!list || box.shadowRoot) return;
    list = document.importNode(list, true);
    if (box.hasAttribute("data-plain") || !box.attachShadow) {
      box.replaceChildren(list);
      return;
    }
    var root = box.attachShadow({ mode: "open" });
    root.appendChild(list);
    dress(root, home + "/upota/kotikulma.css");
  }

  function fill(box) {
    var address;
    try { address = new URL(box.getAttribute("data-kotikulma")); } catch (error) { return; }
    // Only from where the script itself came: a stranger who may write an attribute shall not write the page.
    if (address.origin !== home || box.hasAttribute("data-asked")) return;
    box.setAttribute("data-asked", "");
    ask(address.href, "document", function (found) { show(box, found); });
  }

  function start() {
    Array.prototype.forEach.call(document.querySelectorAll("[data-kotikulma]"), fill);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
