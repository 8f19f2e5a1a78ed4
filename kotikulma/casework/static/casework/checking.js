// The housing check without network: the same words follow from it, and it is kept on the device until it is sent.
const Checking = (() => {
  const DAY = 86400000;
  const later = (day, count) => new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10);

  // What `rules.checks` says, from the house's own table. `values`: field -> list of texts.
  const follows = (rules, values) => {
    const first = (name) => values[name]?.[0] ?? "";
    const [met, loss] = [first("met_on"), first("loss_on")];
    const found = Object.entries(rules.facts).flatMap(([name, facts]) => (values[name] ?? []).map((value) => facts[value] ?? "none"));
    if (loss) found.push(loss <= later(met, rules.loss.days) ? rules.loss.soon : rules.loss.later);
    const urgency = rules.order[Math.max(0, ...found.map((each) => rules.order.indexOf(each)))];
    return { urgency, due: urgency === "none" ? "" : due(rules, urgency, met, loss) };
  };
  const due = (rules, urgency, met, loss) => {
    const days = rules.working_days;
    const after = rules.due[urgency] ? days.filter((day) => day > met)[rules.due[urgency] - 1] : met;
    if (!loss || loss < met || loss >= after) return after;
    return days.filter((day) => day >= met && day <= loss).at(-1) ?? met;
  };
  // Sentences for what the house would refuse, so that they are heard while the person still stands there.
  const faults = (rules, values, today) => {
    const first = (name) => (values[name]?.[0] ?? "").trim();
    const wants = first("wants_help") === "yes";
    const somebody = wants && ["name", "phone", "reach"].some(first);
    const found = {};
    for (const name of ["unit", "steady", "worried"]) if (!first(name)) found[name] = rules.words.one;
    const met = first("met_on");
    if (!met || met > today || met < later(today, -rules.back)) found.met_on = rules.words.day;
    else if (wants && !somebody && follows(rules, values).urgency !== "none") found.name = rules.words.name;
    if (somebody && !first("may_contact")) found.may_contact = rules.words.may_contact;
    return found;
  };
  return { follows, faults };
})();

if (document.querySelector("[data-check-form]")) {
  const form = document.querySelector("[data-check-form]");
  const asked = document.querySelector("[data-asked]");
  const told = document.querySelector("[data-told]");
  const { words } = Sending;
  const PERSONAL = new Set(["name", "phone", "reach", "may_contact", "words"]);
  let mended = null; // what lay on the device and is being put right

  const pairs = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const grouped = (list) => list.reduce((all, [name, value]) => ({ ...all, [name]: [...(all[name] ?? []), value] }), {});
  const today = async () => new Date(await Kept.now()).toLocaleDateString("sv-SE", { timeZone: "Europe/Helsinki" });
  const plain = (day) => day.split("-").reverse().map(Number).join(".");
  const self = async () => (await Kept.one(Sending.person(), "self"))?.value;

  const { clean, complain } = Sending.faultsOf(form);

  const empty = async () => {
    clean();
    form.reset();
    mended = null;
    form.elements.key.value = crypto.randomUUID();
    form.elements.met_on.value = await today();
  };
  const result = (follow, wants) => {
    const shown = document.querySelector(`[data-result="${follow.urgency}"]`).content.cloneNode(true);
    const when = shown.querySelector("[data-due]");
    if (when) when.textContent = Sending.say(when.dataset.due, { d: plain(follow.due) });
    for (const each of shown.querySelectorAll("[data-wants]")) each.hidden = (each.dataset.wants === "yes") !== wants;
    told.querySelector("[data-words-here]").replaceChildren(shown);
    asked.hidden = true;
    told.hidden = false;
    told.querySelector("h1").focus();
  };

  const keep = async (all, why) => {
    const known = await self();
    if (!known) { complain({}, words.first); return; }
    const wants = all.some(([name, value]) => name === "wants_help" && value === "yes");
    const list = wants ? all : all.filter(([name]) => !PERSONAL.has(name)); // nobody is to contact her: nothing of her stays
    const values = grouped(list);
    const wrong = Checking.faults(known.rules, values, await today());
    if (Object.keys(wrong).length) { complain(wrong); return; }
    const state = why ? "refused" : "waiting";
    await Kept.keep(Sending.person(), "check", values.key[0], { pairs: list, why }, { state, at: mended?.at });
    Sending.tell("");
    await empty();
    await Sending.show();
    result(Checking.follows(known.rules, values), wants);
  };
  const submit = async () => {
    const list = pairs();
    const inside = await Sending.session();
    if (inside.state !== "in") { await keep(list, inside.state === "none" ? { detail: words.none, fields: {} } : null); return; }
    const { state, body } = await Sending.post(inside, document.querySelector("[data-device]").dataset.sendCheck, list);
    if (state === "in") {
      await Kept.drop(grouped(list).key[0]);
      window.location.assign(body.url);
    } else if (state === "refused") complain(body.fields, body.detail);
    else await keep(list, null);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    try { await submit(); } catch { complain({}, words.unable); }
    form.removeAttribute("aria-busy");
  });

  const fill = (row) => {
    form.reset();
    for (const control of form.elements) if (control.type === "checkbox" || control.type === "radio") control.checked = false;
    for (const [name, value] of row.value.pairs) {
      for (const control of form.querySelectorAll(`[name="${name}"]`)) {
        if (control.type === "checkbox" || control.type === "radio") control.checked ||= control.value === value;
        else control.value = value;
      }
    }
    mended = row;
    told.hidden = true;
    asked.hidden = false;
    if (row.value.why) complain(row.value.why.fields, row.value.why.detail);
    else form.querySelector("input:not([type=hidden])").focus();
  };
  const again = async () => {
    await empty();
    told.hidden = true;
    asked.hidden = false;
    asked.querySelector("h1").focus();
  };
  const units = async () => {
    const field = form.elements.unit;
    const known = await self();
    if (field.tagName !== "SELECT" || field.options.length || !known) return;
    field.append(...known.units.map(([value, name]) => new Option(name, value)));
  };

  told.querySelector("button").addEventListener("click", again);
  Sending.onMend("check", fill);
  Sending.begin().then(async () => {
    await units();
    if (!form.elements.key.value) await empty();
    const asks = window.location.hash.slice(1);
    const row = asks && (await Kept.rows(Sending.person())).find((each) => each.id === asks);
    if (row) fill(row);
  });
}
