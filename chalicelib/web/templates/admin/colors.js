/* A field of a colour has the device's own palette beside it; each follows the other. */
for (const name of ["brand", "accent"]) {
  const input = document.getElementById(name);
  if (input) {
    const palette = document.createElement("input");
    palette.type = "color";
    palette.className = "palette";
    palette.value = input.value;
    palette.setAttribute("aria-label", `Choose ${name} from a palette`);
    palette.addEventListener("input", () => { input.value = palette.value; });
    input.addEventListener("input", () => { palette.value = input.value; });
    input.after(palette);
  }
}
