// The map shows the list's own rows: outlines of municipalities, a pin for each row that has a position.
const box = document.getElementById("kartta");
if (box && window.L) {
  const L = window.L;
  const map = L.map(box, { attributionControl: false, zoomAnimation: false, fadeAnimation: false }).setView([62.6, 25.5], 8);
  L.control.attribution({ prefix: false }).addTo(map).addAttribution("© Maanmittauslaitos, CC BY 4.0");
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles).addTo(map);
  fetch(box.dataset.outlines)
    .then((answer) => answer.json())
    .then((outlines) => L.geoJSON(outlines, { className: "k-outline", interactive: false }).addTo(map).bringToBack());
  const points = [];
  document.querySelectorAll("ol.k-lines > li[data-lat]").forEach((row) => {
    const point = [Number(row.dataset.lat), Number(row.dataset.lon)];
    const link = row.querySelector("h3 a");
    const label = document.createElement("a");
    label.href = link.href;
    label.textContent = link.textContent;
    L.circleMarker(point, { radius: 10, className: "k-pin" }).addTo(map).bindPopup(label);
    points.push(point);
  });
  if (points.length) map.fitBounds(points, { padding: [32, 32], maxZoom: 14 });
}
