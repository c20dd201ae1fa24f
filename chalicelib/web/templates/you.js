// "Is it you or me?": this browser looks, and the page says what that means beside what we see.
(() => {
  const you = document.querySelector("#you");
  if (!you) return;
  you.hidden = false;
  const [button] = you.getElementsByTagName("button");
  const [said] = you.getElementsByTagName("output");
  button.onclick = async () => {
    button.disabled = true;
    said.textContent = you.dataset.looking;
    const reached = await glance(you.dataset.kind, you.dataset.at);
    said.textContent = reached ? you.dataset.reached : you.dataset.missed;
    button.disabled = false;
  };
})();
