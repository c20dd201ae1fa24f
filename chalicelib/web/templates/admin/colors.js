/* A field of a colour has the device's own palette beside it; each follows the other. */
for (const name of ["brand", "accent"]) {
  const input = document.getElementById(name);
  if (input) {
    const palette = document.createElement("input");
    const follow = () => { if (input.value.length === 7 && input.value[0] === "#" && CSS.supports("color", input.value)) palette.value = input.value; };
    palette.type = "color";
    palette.className = "palette";
    palette.setAttribute("aria-label", `Choose ${name} from a palette`);
    palette.addEventListener("input", () => { input.value = palette.value; });
    input.addEventListener("input", follow);
    follow();
    input.after(palette);
  }
}
