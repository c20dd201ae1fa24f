/* The preview follows what is typed, a moment later; without it, the Preview button does. */
const form = document.getElementById("words");
if (form) {
  let waiting = 0, asked = 0;
  const show = async () => {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "preview");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const preview = fresh.getElementById("preview");
      if (mine === asked && preview && answer.ok) document.getElementById("preview").replaceChildren(...preview.childNodes);
    } catch { /* the next keystroke tries again */ }
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 600); });
}
