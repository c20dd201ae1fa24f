// The notice keeps itself true, and leads the visitor back: by a GET that never sends a form again,
// after this very browser has seen the product answer, and within half a minute of that by chance,
// so that not everybody comes at once. While our checks see it down nobody looks: what struggles
// to its feet is left in peace.
(() => {
  const doc = document;
  const { facts, origins, back, lost, well, status } = doc.querySelector("main").dataset;
  const note = doc.querySelector("#note");
  const you = doc.querySelector("#you");
  // Shown in place of the product, at the product's own address; elsewhere there may be a way back.
  const here = origins.split(" ").includes(location.origin);
  let known = status,
    fails = 0,
    turns = 0,
    timer,
    busy,
    found;
  const say = text => note.textContent != text && (note.textContent = text);
  const refresh = async () => {
    const got = await fetch(facts, { cache: "no-cache", credentials: "omit", signal: AbortSignal.timeout(1e4) });
    if (!got.ok) throw 0;
    const fresh = await got.json();
    known = fresh.status;
    for (const node of doc.querySelectorAll("[data-fact]")) {
      const text = fresh[node.dataset.fact] || "";
      node.hidden = !text;
      if (node.textContent != text) node.textContent = text;
      if (node.lang) node.lang = fresh[`${node.dataset.fact}_lang`] || fresh.lang;
    }
    if (you) Object.assign(you.dataset, { reached: fresh.reached, missed: fresh.missed });
  };
  const answers = async () => {
    if (!here) return you ? glance(you.dataset.kind, you.dataset.at) : false;
    const got = await fetch(location.href, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(1e4) });
    if (got.type == "opaqueredirect") return true;
    return got.status < 500 && !(await got.text()).includes(`<meta name="candor"`);
  };
  const leave = () => here ? location.replace(location.pathname + location.search) : back && location.replace(back);
  const wait = least => {
    clearTimeout(timer);
    timer = setTimeout(turn, least * (.75 + Math.random() / 2));
  };
  const turn = async () => {
    if (busy || found || doc.hidden) return;
    busy = true;
    try {
      await refresh();
      fails = 0;
    } catch {
      fails++;
    }
    say(fails ? lost : "");
    if (turns++ && (known != "trouble" || fails)) found = await answers().catch(() => false);
    busy = false;
    if (found) {
      say(well);
      if (here || back) setTimeout(leave, Math.random() * 3e4);
    } else wait(Math.min(3e5, 3e4 * 2 ** fails));
  };
  doc.addEventListener("visibilitychange", turn);
  addEventListener("online", turn);
  wait(2e3);
})();
