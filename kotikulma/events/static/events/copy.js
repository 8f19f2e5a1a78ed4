// A button that copies the field beside it; without script the text is selected by hand.
if (navigator.clipboard) {
  const show = () => document.querySelectorAll("[data-copy] .k-actions").forEach((box) => { box.hidden = false; });
  show();
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("click", async (event) => {
    const box = event.target.closest("[data-copy] button")?.closest("[data-copy]");
    if (!box) return;
    const field = box.querySelector("textarea");
    const told = box.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(field.value);
      told.textContent = told.dataset.copied;
    } catch { field.select(); }
  });
}
