// "Near me": asks the device once, rounds to 0.01 degrees (about a kilometre) before anything leaves it.
if (navigator.geolocation) {
  const show = () => document.querySelectorAll("[data-near]").forEach((box) => { box.hidden = false; });
  show();
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-near] button")?.closest("[data-near]");
    if (!box) return;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(window.location.href);
        address.searchParams.set("lahella", `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
        address.searchParams.delete("alku");
        window.location.assign(address);
      },
      () => { box.querySelector("[role=status]").textContent = box.dataset.refused; },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}
