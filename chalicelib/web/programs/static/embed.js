// A banner for the company's own pages, shown only while something is wrong or being worked on.
// Whatever happens to it, the page that holds it goes on as if it weren't there.
(function (w, d) {
  if (w.candorBanner) return;
  w.candorBanner = 1;
  var box, text, link, gone, seen = 0;
  function el(tag, style) {
    var e = d.createElement(tag);
    e.style.cssText = "all:revert;font:16px/1.4 system-ui,sans-serif;color:#fff;" + style;
    return e;
  }
  function make(s) {
    box = el("div", "position:relative;z-index:9999;display:flex;gap:12px;padding:8px 16px;align-items:center;justify-content:center");
    var says = el("div", "");
    says.setAttribute("role", "status");
    text = el("span", "");
    link = el("a", "margin-left:8px");
    var close = el("button", "background:none;border:0;cursor:pointer;min-width:32px;min-height:32px");
    close.type = "button";
    close.textContent = "\u00d7";
    close.setAttribute("aria-label", s.close);
    close.onclick = function () { gone = 1; hide(); };
    says.append(text, link);
    box.append(says, close);
    (d.body || d.documentElement).prepend(box);
  }
  function hide() {
    if (box) box.remove();
    box = 0;
  }
  function show(s) {
    if (gone || !s.show || !(Math.abs(Date.now() - Date.parse(s.checked_at)) < 3e5)) return hide();
    seen = Date.now();
    if (!box) make(s);
    box.dir = s.dir;
    box.lang = s.lang;
    box.style.background = s.color;
    // Said after the region is there: else it isn't read aloud.
    setTimeout(function () {
      if (text.textContent != s.text) text.textContent = s.text;
      link.textContent = s.link;
      link.href = s.url;
    }, 50);
  }
  function look() {
    try {
      if (gone) return;
      var stop = new AbortController();
      setTimeout(function () { stop.abort(); }, 2e3);
      fetch("{url}/embed.json", { signal: stop.signal, credentials: "omit" })
        .then(function (r) { return r.json(); })
        .then(show)
        .catch(function () { if (Date.now() - seen > 3e5) hide(); });
      setTimeout(look, 6e4);
    } catch (e) {}
  }
  look();
})(window, document);
