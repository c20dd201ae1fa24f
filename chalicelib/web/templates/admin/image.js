/* A photo is made small before it is sent, as a phone has none that is. What can't be, the server says. */
const input = document.getElementById("image"), note = document.getElementById("image-note");
if (input && note) {
  const most = Number(input.dataset.most);
  const drawn = (picture, side, type, quality) => new Promise((done) => {
    const canvas = document.createElement("canvas");
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done, type, quality);
  });
  const small = async (file) => {
    const picture = await createImageBitmap(file);
    for (const [side, quality] of [[192, .8], [192, .6], [144, .6], [96, .5]]) {
      for (const type of ["image/webp", "image/jpeg"]) {
        const blob = await drawn(picture, side, type, quality);
        if (blob && blob.type === type && blob.size <= most) return blob;
      }
    }
    return null;
  };
  input.addEventListener("change", async () => {
    const [file] = input.files;
    note.textContent = "";
    if (!file || file.size <= most || file.type === "image/svg+xml") return;
    try {
      const blob = await small(file);
      if (!blob || input.files[0] !== file) return;
      const name = `${file.name.replace(/\.[^.]*$/, "")}.${blob.type.slice(6).replace("jpeg", "jpg")}`;
      const chosen = new DataTransfer();
      chosen.items.add(new File([blob], name, { type: blob.type }));
      input.files = chosen.files;
      note.textContent = `The picture was made smaller: it has ${Math.ceil(blob.size / 1024)} KB now.`;
    } catch { /* it is no picture for this browser */ }
  });
}
