// The notice keeps itself true, and leads the visitor back: by a GET that never sends a form again,
// after this very browser has seen the product answer, and within half a minute of that by chance,
// so that not everybody comes at once. While our checks see trouble it looks seldom: what struggles
// to its feet is left in peace.
(() => {
  const doc = document;
  const { facts, origins, back, lost, well, answering, status, at } = doc.querySelector("main").dataset;
  const [heading] = doc.getElementsByTagName("h1");
  const note = doc.querySelector("#note");
  const you = doc.querySelector("#you");
  const more = doc.querySelector("#more");
  // What tells a notice, this one too, from the product: a proxy may say 200 with it.
  const mark = doc.querySelector("[name=candor]").outerHTML;
  // Shown in place of the product, at the product's own address; elsewhere there may be a way back.
  const here = origins.split(" ").includes(location.origin);
  const leads = here || back;
  let known = status,
    fails = 0,
    turns = 0,
    timer,
    busy,
    leaving;
  const within = () => AbortSignal.timeout?.(1e4);
  const write = (node, text) => node.textContent != text && (node.textContent = text);
  const refresh = async () => {
    const got = await fetch(facts, { cache: "no-cache", credentials: "omit", signal: within() });
    if (!got.ok) throw 0;
    const fresh = await got.json();
    known = fresh.status;
    doc.title = doc.title.replace(heading.textContent, fresh.title);
    for (const node of doc.querySelectorAll("[data-fact]")) {
      const text = fresh[node.dataset.fact] || "";
      node.hidden = !text;
      write(node, text);
      if (node.lang) node.lang = fresh[`${node.dataset.fact}_lang`] || fresh.lang;
    }
    more.href = fresh.url;
    if (you) Object.assign(you.dataset, { reached: fresh.reached, missed: fresh.missed });
  };
  // Never at the address itself: it may be a link that works once. The front page has no secrets.
  const answers = async () => {
    if (you) return glance(you.dataset.kind, you.dataset.at);
    if (!here) return false;
    const got = await fetch("/", { cache: "no-store", credentials: "omit", redirect: "manual", signal: within() });
    if (got.type == "opaqueredirect" || got.status == 401) return true;
    return (got.ok || got.status == 404) && !(await got.text()).includes(mark);
  };
  // The whole address: a path that begins with two slashes would name another host by itself.
  const leave = () => location.replace(here ? location.origin + location.pathname + location.search : back);
  const wait = least => {
    clearTimeout(timer);
    timer = setTimeout(turn, least);
  };
  const turn = async () => {
    if (busy || leaving || doc.hidden) return;
    busy = true;
    try {
      if (facts) await refresh();
      fails = 0;
    } catch {
      fails++;
    }
    const isTime = turns++ && (known != "trouble" || fails || turns % 4 == 0);
    const found = isTime && await answers().catch(() => false);
    busy = false;
    leaving = found && leads;
    write(note, found ? leads ? well : answering : fails ? lost : "");
    if (leaving) setTimeout(leave, Math.random() * 3e4);
    else wait(Math.min(3e5, 3e4 * 2 ** fails) * (.75 + Math.random() / 2));
  };
  doc.addEventListener("visibilitychange", turn);
  addEventListener("online", turn);
  // One that was just made knows all there is; an old one asks soon, and not all of them at once.
  const age = Date.now() - Date.parse(at);
  wait(age < 9e4 ? 3e4 : Math.random() * 1e4);
})();
