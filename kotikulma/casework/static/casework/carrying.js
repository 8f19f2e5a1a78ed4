// The day on the phone: today's visits, first name, time and address alone, and what is noted of them without network.
if (document.querySelector("[data-day]")) {
  const [day, noting] = [document.querySelector("[data-day]"), document.querySelector("[data-noting]")];
  const form = document.querySelector("[data-contact-form]");
  const says = document.querySelector("[data-day-says]");
  const load = document.querySelector("[data-load]");
  const unload = document.querySelector("[data-unload]");
  const { clean, complain } = Sending.faultsOf(form);
  const { words } = Sending;
  let mended = null;

  const carried = async () => (await Kept.rows(Sending.person(), new Set(["day"]))).at(-1);
  const hold = (row, visits) => Kept.keep(Sending.person(), "day", `day:${Sending.person()}`, { ...row.value, visits }, { at: row.at });
  const show = async () => {
    const row = Sending.reached() === "other" ? null : await carried();
    const waiting = new Set((await Kept.rows(Sending.person())).flatMap((each) => each.value.pairs.filter(([name]) => name === "visit").map(([, value]) => value)));
    const stops = (row?.value.visits ?? []).map((stop) => {
      const item = document.querySelector("[data-stop]").content.cloneNode(true).firstElementChild;
      item.querySelector("[data-time]").textContent = stop.time || says.dataset.any;
      item.querySelector("[data-name]").textContent = stop.name;
      item.querySelector("[data-address]").textContent = stop.address;
      item.querySelector(".k-facts").hidden = !stop.address;
      const note = item.querySelector("[data-note]");
      if (waiting.has(stop.visit)) note.replaceWith(says.dataset.kept);
      else note.onclick = () => begin(stop);
      return item;
    });
    document.querySelector("[data-stops]").replaceChildren(...stops);
    unload.hidden = !row;
    if (!says.textContent && !stops.length) says.textContent = says.dataset.empty;
  };

  const download = async () => {
    const inside = await Sending.session();
    const { state, body } = inside.state === "in" ? await Sending.post(inside, Sending.addresses.carry, []) : inside;
    if (state === "in") {
      await Kept.keep(Sending.person(), "day", `day:${Sending.person()}`, body);
      says.textContent = body.visits.length ? Sending.say(says.dataset.loaded, { n: body.visits.length }) : says.dataset.none;
    } else says.textContent = { out: says.dataset.enter, none: says.dataset.refused, other: words.other }[state] ?? says.dataset.offlineNow;
    await show();
  };

  const turn = (to) => {
    day.hidden = to !== day;
    noting.hidden = to !== noting;
    to.querySelector("h1").focus();
  };
  const begin = async (stop) => {
    clean();
    form.reset();
    mended = null;
    form.elements.key.value = crypto.randomUUID();
    form.elements.client.value = stop.client;
    form.elements.visit.value = stop.visit;
    form.elements.happened_at.value = new Date(await Kept.now()).toISOString();
    noting.querySelector("[data-whom]").textContent = stop.name;
    turn(noting);
  };
  const fill = (row) => {
    form.reset();
    for (const [name, value] of row.value.pairs) {
      for (const control of form.querySelectorAll(`[name="${name}"]`)) {
        if (control.type === "radio") control.checked = control.value === value;
        else control.value = value;
      }
    }
    mended = row;
    noting.querySelector("[data-whom]").textContent = row.value.name ?? "";
    turn(noting);
    if (row.value.why) complain(row.value.why.fields, row.value.why.detail);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pairs = [...new FormData(form)];
    const given = Object.fromEntries(pairs);
    const known = (await Kept.one(Sending.person(), "self"))?.value;
    if (!known) { complain({}, words.first); return; }
    const missing = ["channel", "reached"].filter((name) => !given[name]);
    if (missing.length) { complain(Object.fromEntries(missing.map((name) => [name, known.rules.words.one]))); return; }
    const name = noting.querySelector("[data-whom]").textContent;
    try { await Kept.keep(Sending.person(), "contact", given.key, { pairs, name }, { at: mended?.at }); } catch { complain({}, words.unable); return; }
    turn(day);
    says.textContent = "";
    await Sending.send();
    await show();
  });
  document.querySelector("[data-back]").addEventListener("click", () => turn(day));
  load.addEventListener("click", download);
  unload.addEventListener("click", async () => { await Kept.drop(`day:${Sending.person()}`); says.textContent = ""; await show(); });

  Sending.onMend("contact", fill);
  Sending.onSent(async (sent) => { // what is written down at the house is no longer carried
    const row = await carried();
    const visit = sent.value.pairs.find(([name]) => name === "visit")?.[1];
    if (row && visit) await hold(row, row.value.visits.filter((stop) => stop.visit !== visit));
    await show();
  });
  Sending.begin().then(async () => {
    await show();
    const asks = window.location.hash.slice(1);
    const row = asks && (await Kept.rows(Sending.person())).find((each) => each.id === asks);
    if (row) fill(row);
  });
}
