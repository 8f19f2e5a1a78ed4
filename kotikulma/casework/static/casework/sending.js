// Sends what the device keeps once the house answers, and says in the panel how it stands.
const Sending = (() => {
  const box = document.querySelector("[data-device]");
  const words = box.querySelector("[data-words]").dataset;
  const part = (name) => box.querySelector(`[data-part="${name}"]`);
  const say = (sentence, values = {}) => sentence.replace(/\{(\w)\}/g, (_, name) => values[name] ?? "");
  const hour = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Europe/Helsinki" });
  const listeners = [];
  let own = box.dataset.person || ""; // whose page this is
  const menders = {};
  let told = "";
  let reached = "offline";

  const ask = async (address, options = {}) => {
    try {
      const answer = await fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout?.(10000), ...options });
      if (answer.type === "opaqueredirect") return { state: "out" }; // to the sign-in
      const body = await answer.json().catch(() => ({}));
      const states = { 200: "in", 401: "out", 403: "stale", 404: "none", 409: "other", 422: "refused" };
      return { state: states[answer.status] ?? "offline", body };
    } catch { return { state: "offline" }; }
  };

  // A fresh token and the house's time, each time: the page may have lain open, or come out of the device.
  const session = async () => {
    const { state, body } = await ask(box.dataset.state);
    reached = state;
    if (own && (state === "out" || state === "none")) await Kept.drop(`day:${own}`); // nobody is signed in who may hold it
    if (state !== "in") return { state };
    await Kept.settle(body.now);
    if (own && own !== body.person) { reached = "other"; return { state: "other" }; }
    own = body.person;
    await Kept.keep(own, "self", `self:${own}`, { units: body.units, rules: body.rules });
    await Kept.setPerson(own); // after her row: a sweep meanwhile forgets who has none
    return { state, ...body };
  };
  const post = async (inside, address, pairs) => {
    const body = new URLSearchParams([...pairs, ["person", inside.person]]);
    return ask(address, { method: "POST", body, headers: { "X-CSRFToken": inside.token } });
  };

  const sendAll = async () => {
    const inside = await session();
    if (inside.state !== "in") return;
    const waiting = (await Kept.rows(own)).filter((row) => row.state === "waiting");
    let sent = 0;
    for (const row of waiting) {
      const { state, body } = await post(inside, box.dataset[row.kind === "check" ? "sendCheck" : "sendContact"], row.value.pairs);
      if (state === "in") {
        await Kept.drop(row.id);
        sent += 1;
        for (const listener of listeners) await listener(row);
      }
      else if (state === "refused" || state === "none") {
        const why = state === "none" ? { detail: words.none, fields: {} } : { detail: body.detail, fields: body.fields ?? {} };
        await Kept.keep(own, row.kind, row.id, { ...row.value, why }, { state: "refused", at: row.at });
      } else { reached = state === "stale" ? "offline" : state; break; }
    }
    if (sent) told = say(words.sent, { n: sent });
  };
  // Two pages of one browser take turns; two devices are made one by the key of the form.
  const send = async () => {
    if (!own) own = (await Kept.person()) ?? "";
    if (navigator.locks) await navigator.locks.request("kotikulma-laite", sendAll);
    else await sendAll();
    await show();
  };

  const line = (row, at) => {
    const item = part("row").content.cloneNode(true).firstElementChild;
    const ends = { t: hour.format(row.at + Kept.LIFE) };
    item.querySelector("[data-what]").textContent = row.kind === "check" ? words.check : words.contact;
    item.querySelector("[data-when]").textContent = say(at - row.at >= Kept.WARNED ? words.soon : words.until, ends);
    item.toggleAttribute("data-late", at - row.at >= Kept.WARNED);
    const why = row.state === "refused" ? row.value.why : null;
    const reasons = why ? [words.refused, ...(Object.keys(why.fields).length ? Object.values(why.fields) : [why.detail])] : [];
    item.querySelector("[data-why]").replaceChildren(...reasons.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    item.querySelector("[data-mend]").onclick = () => (menders[row.kind] ? menders[row.kind](row) : window.location.assign(`${row.kind === "check" ? box.dataset.check : box.dataset.carried}#${row.id}`));
    const away = item.querySelector("[data-drop]");
    away.onclick = async () => {
      if (!away.dataset.asked) { away.dataset.asked = "1"; away.textContent = words.sure; return; }
      await Kept.drop(row.id);
      await show();
    };
    return item;
  };

  const show = async () => {
    if (!own) own = (await Kept.person()) ?? "";
    const at = await Kept.sweep();
    const mine = reached === "other" ? [] : await Kept.rows(own);
    const waiting = mine.filter((row) => row.state === "waiting").length;
    const lost = reached === "other" ? 0 : await Kept.gone(own);
    const sentences = [];
    if (told) sentences.push(told);
    if (reached === "other") sentences.push(words.other);
    else if (waiting) sentences.push(say(words.waiting, { n: waiting }));
    if (waiting && reached === "out") sentences.push(words.out);
    if (mine.length > waiting) sentences.push(say(words.mend, { n: mine.length - waiting }));
    if (mine.some((row) => at - row.at >= Kept.WARNED)) sentences.push(words.warned);
    const says = part("says");
    if (says.dataset.said !== sentences.join("\n")) {
      says.dataset.said = sentences.join("\n");
      says.replaceChildren(...sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    }
    part("queue").replaceChildren(...mine.map((row) => line(row, at)));
    part("acts").hidden = !waiting;
    part("enter").hidden = !(waiting && reached === "out");
    part("gone").hidden = !lost;
    if (lost) part("gone").querySelector("p").textContent = say(words.gone, { n: lost });
    for (const each of document.querySelectorAll("[data-offline]")) each.hidden = reached === "in";
    box.querySelector(".k-note").dataset.tone = mine.length || lost || reached === "other" ? "attention" : "kept";
    box.hidden = !(sentences.length || mine.length || lost);
    return mine;
  };

  // Tells what is wrong at the fields of a form, as a page of the house does.
  const faultsOf = (form) => {
    const clean = () => {
      form.querySelector("#virheet")?.remove();
      for (const field of form.querySelectorAll("[data-invalid]")) field.removeAttribute("data-invalid");
      for (const error of form.querySelectorAll(".ds-validation-message")) error.remove();
      for (const control of form.querySelectorAll("[aria-invalid]")) {
        control.removeAttribute("aria-invalid");
        control.setAttribute("aria-describedby", (control.getAttribute("aria-describedby") ?? "").replace(/ ?\S+-virhe$/, ""));
      }
    };
    const complain = (fields, detail = "") => {
      clean();
      const summary = document.querySelector("[data-faults]").content.cloneNode(true).firstElementChild;
      const list = summary.querySelector("ul");
      const add = (content) => {
        const item = document.createElement("li");
        item.append(content);
        list.append(item);
      };
      for (const [name, sentence] of Object.entries(fields)) {
        const control = form.querySelector(`[name="${name}"]`);
        const frame = control?.closest(".k-field");
        if (!frame) { add(sentence); continue; }
        const label = frame.querySelector("legend, label > span, label")?.firstChild.textContent.trim();
        add(Object.assign(document.createElement("a"), { href: `#${control.id}`, textContent: `${label} – ${sentence}` }));
        control.closest("details")?.setAttribute("open", "");
        frame.setAttribute("data-invalid", "");
        control.setAttribute("aria-invalid", "true");
        control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${name}-virhe`.trim());
        frame.append(Object.assign(document.createElement("p"), { className: "ds-validation-message", id: `${name}-virhe`, textContent: sentence }));
      }
      if (!list.children.length) add(detail);
      form.prepend(summary);
      summary.focus();
    };
    return { clean, complain };
  };

  const begin = async () => {
    try {
      own ||= (await Kept.person()) ?? "";
      await Kept.sweep();
      await send();
      if (reached === "in" && navigator.serviceWorker) {
        for (const scope of box.dataset.scopes.split(" ")) {
          const worker = await navigator.serviceWorker.register(box.dataset.worker, { scope });
          await worker.periodicSync?.register("kotikulma-laite", { minInterval: 6 * 3600000 }).catch(() => {}); // not allowed here
        }
      }
    } catch { box.hidden = false; part("says").textContent = words.unable; }
  };
  part("acts").querySelector("button").addEventListener("click", send);
  part("gone").querySelector("button").addEventListener("click", async () => { await Kept.noted(own); await show(); });
  window.addEventListener("online", send);
  setInterval(async () => ((await show()).some((row) => row.state === "waiting") && navigator.onLine ? send() : null), 60000);

  return {
    words, say, session, post, send, show, begin, faultsOf, addresses: box.dataset,
    person: () => own, reached: () => reached,
    tell: (sentence) => { told = sentence; },
    onSent: (listener) => listeners.push(listener),
    onMend: (kind, listener) => { menders[kind] = listener; },
  };
})();
