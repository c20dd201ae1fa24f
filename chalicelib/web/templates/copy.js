// For a page that is a copy: turns it grey when the pulse beside it is too old, can't be had for
// long, or vouches for a newer copy than this one.
(() => {
  const doc = document,
    all = query => doc.querySelectorAll(query),
    [main] = all("main"),
    [note] = all("[data-pulse]"),
    { pulse, after, words, unseen, icon } = note.dataset;
  let since = main.dataset.asOf,
    seen = Date.now(),
    grey;
  const turn = () => {
    const { lang, zone } = main.dataset,
      own = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: zone, timeZoneName: "short" };
    const text = words.replace("{time}", new Date(since).toLocaleString(lang, own)),
      [head] = all("h1");
    doc.title = text;
    if (head.textContent != text) head.textContent = text;
    for (const chip of all(".chip")) chip.lastChild.data = unseen;
    for (const sign of all("#now use, .chip use")) sign.setAttribute("href", "#no_data");
    all("link[rel=icon]")[0].href = icon;
    main.style.filter = "grayscale(1)";
    grey = 1;
  };
  const look = async () => {
    if (doc.hidden) return;
    try {
      const answer = await fetch(pulse, { cache: "no-cache", signal: AbortSignal.timeout?.(1e4) }),
        told = await answer.json(),
        at = told.last_checked_at,
        now = Date.parse(answer.headers.get("date")) + answer.headers.get("age") * 1e3 || Date.now();
      if (at && !(told.as_of > main.dataset.asOf)) {
        since = at;
        seen = Date.now() - (now - Date.parse(at));
        for (const time of all(".ago")) time.dateTime = at;
      }
    } catch {}
    if (Date.now() - seen > after * 1e3) turn();
    else if (grey) location.reload();
  };
  look();
  setInterval(look, 3e4);
  // What keeps the page fresh may just have put title and icon back.
  setInterval(() => grey && turn(), 1e3);
  doc.addEventListener("visibilitychange", look);
})();
