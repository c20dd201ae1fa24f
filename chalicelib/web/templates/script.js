// Keeps the page fresh, in place. The page is complete without it. It is squeezed by leaving out
// lines that are comments and room that means nothing, so: a semicolon after each statement, no
// regular expressions, and nothing between quotes that has to stay together with what is outside.
(() => {
  const doc = document,
    all = (query, root) => [...(root || doc).querySelectorAll(query)],
    [main] = all("main"),
    { zone, lost, lang } = main.dataset,
    rtl = doc.dir == "rtl",
    format = own => new Intl.DateTimeFormat(lang, own),
    sized = secs => secs < 90 ? [secs, "second"] : secs < 5400 ? [secs / 60, "minute"] : [secs / 3600, "hour"],
    write = (node, text) => node.data != text && (node.data = text);

  // Times: the reader's own, with the page's beside it. What the server wrote stays as the title.
  const clock = { hour: "2-digit", minute: "2-digit" },
    whole = { day: "numeric", month: "long", year: "numeric", ...clock },
    pairs = [clock, whole].map(own => [format(own), format({ ...own, timeZone: zone })]),
    inZone = format({ ...clock, timeZone: zone, timeZoneName: "short" });
  const local = () => {
    for (const time of all("time:not(.ago)")) {
      const text = time.textContent;
      if (time.said == text) continue;
      const at = new Date(time.dateTime),
        [here, there] = pairs[+(time.className != "c")].map(each => each.format(at));
      if (here != there) {
        time.title = text;
        write(time.firstChild, `${here} (${inZone.format(at)})`);
      }
      time.said = time.textContent;
    }
  };

  // Ages, by the server's clock.
  let skew = 0,
    fails = 0,
    asOf = Date.now();
  const ago = at => {
    const [amount, unit] = sized(Math.max(0, Date.now() + skew - at) / 1e3);
    return new Intl.RelativeTimeFormat(lang, { style: "short" }).format(-Math.round(amount), unit);
  };
  const age = () => {
    for (const time of all("time.ago")) {
      const node = time.firstChild;
      if (time.said != node.data) time.title = node.data;
      write(node, time.said = ago(Date.parse(time.dateTime)));
    }
    const [note] = all("#lost");
    note.hidden = !fails;
    const text = lost.replace("{time}", pairs[0][0].format(asOf)).replace("{ago}", ago(asOf + skew));
    if (fails && note.textContent != text) note.textContent = text;
  };

  // Charts: one tab stop, arrows from day to day, or from row to row of the table that goes with it.
  const words = {};
  for (const word of all("[data-s]")) words[word.dataset.s] = word.textContent.trim();
  const date = format({ day: "numeric", month: "long", timeZone: "UTC" }),
    lasts = secs => {
    const [amount, unit] = sized(secs);
    return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(Math.floor(amount * 10) / 10);
  };
  const read = bar => bar.dataset.d ? bar.dataset.d.split(",").flatMap(run => {
    const [text, count] = run.split("*");
    return Array(+count || 1).fill(text.split(".").map(Number));
  }) : all("tr", bar.closest(".times")).slice(1).reverse().map(row => [...row.cells].map(cell => cell.textContent).join(", "));
  const say = (days, at) => {
    if (days[at].trim) return days[at];
    const when = new Date(Date.parse(main.dataset.day) - (days.length - 1 - at) * 864e5),
      told = [..."mpdun"].flatMap(name => {
      const secs = days[at]["onudpm".indexOf(name)];
      return secs ? `${words[name]}, ${lasts(secs)}` : [];
    });
    return `${date.format(when)}: ${told.join("; ") || (days[at][0] ? words.o : "–")}`;
  };
  const aria = (node, values) => {
    for (const name in values) node.setAttribute(`aria-${name}`, values[name]);
  };
  const point = (bar, at, loud) => {
    const days = read(bar),
      last = days.length - 1,
      shown = Math.round(days.length * bar.clientWidth / bar.firstChild.clientWidth) || 1;
    at = Math.max(last + 1 - shown, Math.min(last, at));
    const text = say(days, at);
    aria(bar, { valuemin: last - shown + 2, valuemax: last + 1, valuenow: at + 1, valuetext: text });
    bar.style.cssText = `--one:${80 / shown}%;--end:${(last - at) * 100 / shown}%`;
    bar.classList.toggle("on", loud);
    const line = (bar.nextElementSibling || bar.parentNode.nextElementSibling).firstChild.firstChild;
    if (line.data != line.said) line.own = line.data;
    write(line, line.said = loud ? text : line.own);
  };
  const now = bar => bar.ariaValueNow - 1;
  const dress = () => {
    for (const bar of all("[data-d]")) {
      bar.tabIndex = 0;
      bar.role = "slider";
      aria(bar, { readonly: true });
      point(bar, bar.matches(".on") ? now(bar) : 1e3, bar.matches(".on"));
    }
    local();
    age();
  };
  const box = node => node.getBoundingClientRect();
  const steps = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1, Home: -1e3, End: 1e3 };
  const on = (name, act) => doc.addEventListener(name, event => {
    const bar = event.target.closest?.("[role=slider]");
    if (bar) act(bar, event);
  });
  on("keydown", (bar, event) => {
    if (!steps[event.key]) return;
    event.preventDefault();
    point(bar, now(bar) + steps[event.key], 1);
  });
  on("pointermove", (bar, event) => {
    const { left, width } = box(bar.firstChild),
      share = (event.clientX - left) / width;
    point(bar, Math.floor((rtl ? 1 - share : share) * read(bar).length), 1);
  });
  on("focusin", bar => point(bar, now(bar), 1));
  for (const name of ["pointerout", "focusout"]) on(name, bar => point(bar, 1e3, 0));

  // Refreshing: what the server changed since its last answer is changed here, and nothing else.
  const keyed = node => {
    const seen = {};
    return new Map([...node.childNodes].map(child => {
      const name = child.id || child.nodeName;
      seen[name] = (seen[name] || 0) + 1;
      return [name + seen[name], child];
    }));
  };
  const patch = (live, old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    if (fresh.nodeType != 1) return write(live, fresh.data);
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) live.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) != value) live.setAttribute(name, value);
    const lives = [...live.childNodes],
      before = keyed(old),
      after = keyed(fresh),
      known = new Map([...before].map(([key], at) => [key, lives[at]]));
    for (const [key, node] of known) if (!after.has(key)) node.remove();
    let next = live.firstChild;
    for (const [key, node] of after) {
      const own = known.get(key);
      if (own) patch(own, before.get(key), node);
      if (own && own == next) next = next.nextSibling;
      else live.insertBefore(own || doc.importNode(node, true), next);
    }
  };
  const hold = change => {
    const place = node => box(node).top,
      top = all("li, p, h2", main).find(each => each.checkVisibility() && place(each) > 0),
      before = top && place(top);
    change();
    if (scrollY && top?.isConnected) scrollBy(0, place(top) - before);
  };
  const icon = page => all("link[rel=icon]", page)[0];
  let seen = main.cloneNode(true),
    html;
  const refresh = async () => {
    const answer = await fetch("", { cache: "no-cache", signal: AbortSignal.timeout?.(1e4) });
    if (!answer.ok) throw 0;
    const text = await answer.text();
    asOf = Date.now();
    const sent = Date.parse(answer.headers.get("date"));
    if (sent) skew = sent + answer.headers.get("age") * 1e3 - asOf;
    if (text == html) return;
    html = text;
    const fresh = new DOMParser().parseFromString(text, "text/html"),
      [theirs] = all("main", fresh);
    doc.title = fresh.title;
    icon(doc).href = icon(fresh).href;
    hold(() => patch(main, seen, theirs));
    seen = theirs;
  };
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(turn, Math.min(3e5, 3e4 * 2 ** fails) * (1 + Math.random() / 5));
  };
  const turn = async () => {
    if (doc.hidden) return;
    try {
      await refresh();
      fails = 0;
    } catch {
      fails++;
    }
    dress();
    wait();
  };
  dress();
  setInterval(age, 5e3);
  doc.addEventListener("visibilitychange", turn);
  addEventListener("online", turn);
  wait();
})();
