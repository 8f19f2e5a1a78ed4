// The map shows the list's own rows: named outlines of municipalities, a pin for each row that has a position.
const box = document.getElementById("kartta");
if (box && window.L) {
  const L = window.L;
  const names = new Map(box.dataset.names.split(",").map((pair) => pair.split(":")));
  const map = L.map(box, { attributionControl: false, zoomAnimation: false, fadeAnimation: false, scrollWheelZoom: false, minZoom: 6, zoomSnap: 0.25 });
  map.setView([62.6, 25.5], 8);
  L.control.attribution({ prefix: false }).addTo(map).addAttribution("© Maanmittauslaitos, CC BY 4.0");
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles).addTo(map);
  map.createPane("pins").style.zIndex = 660; // above the names
  const renderer = L.svg({ pane: "pins" });
  const name = (outline, layer) => {
    const words = names.get(outline.properties.code);
    if (words) layer.bindTooltip(words, { permanent: true, direction: "center", className: "k-maplabel", interactive: false });
  };
  fetch(box.dataset.outlines)
    .then((answer) => answer.json())
    .then((outlines) => L.geoJSON(outlines, { className: "k-outline", interactive: false, onEachFeature: name }).addTo(map).bringToBack());
  const points = [];
  document.querySelectorAll("ol.k-lines > li[data-lat]").forEach((row) => {
    const point = [Number(row.dataset.lat), Number(row.dataset.lon)];
    const link = row.querySelector("h3 a");
    const label = document.createElement("a");
    label.href = link.href;
    label.textContent = link.textContent;
    L.circleMarker(point, { radius: 9, className: "k-pin", pane: "pins", renderer }).addTo(map).bindPopup(label);
    points.push(point);
  });
  // Without tiles there is nothing to see closer than a town.
  if (points.length) map.fitBounds(points, { padding: [40, 40], maxZoom: box.dataset.tiles ? 14 : 10 });
}
