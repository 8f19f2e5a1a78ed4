// "Near me": asks the device once, rounds to 0.01 degrees (about a kilometre) before anything leaves it.
const box = document.querySelector("[data-near]");
if (box && navigator.geolocation) {
  box.hidden = false;
  const say = box.querySelector("[role=status]");
  box.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(window.location.href);
        address.searchParams.set("lahella", `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
        address.searchParams.delete("alku");
        window.location.assign(address);
      },
      () => { say.textContent = box.dataset.refused; },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}
