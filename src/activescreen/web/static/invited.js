// Copies the link of an invitation. Without this script the field can be selected.

const link = document.getElementById("link");
const button = document.getElementById("copy");
const copied = document.getElementById("copied");

button.hidden = false;
button.addEventListener("click", async () => {
  link.select();
  try {
    // Browsers have a clipboard for encrypted and for local addresses only.
    await navigator.clipboard.writeText(link.value);
    copied.textContent = "Copied.";
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    copied.textContent = "The link is selected: copy it with Ctrl+C, or ⌘C on a Mac.";
  }
});
