// Every page of the workspace deletes what is a day old on the device, when it opens and each minute while it is open.
{
  const expire = () => Kept.expire().catch(() => { /* no storage here */ });
  expire();
  setInterval(expire, 60000);
}
// Signing out wipes what this person keeps on the device. What was not sent yet is told first.
{
  const SIGN_OUT = /\/kirjaudu-ulos(-kaikkialta)?\/$/;
  const ask = document.querySelector("[data-leave]");
  const leave = async (form, person) => {
    try {
      if (person) await Kept.wipe(person); // unknown: she kept nothing here, what lies here is somebody else's
      if (await Kept.others(person)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "device", value: "shared" }));
    } catch { /* no storage here: the answer of the house clears whatever there is */ }
    form.submit();
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!SIGN_OUT.test(new URL(form.action, window.location.href).pathname)) return;
    event.preventDefault();
    let person, waiting = 0;
    try {
      person = await Kept.person();
      waiting = person ? await Kept.count(person) : 0;
    } catch { /* as above */ }
    if (!waiting || !ask) { await leave(form, person); return; }
    ask.querySelector("[data-many]").textContent = waiting;
    ask.querySelector("[data-sure]").onclick = () => leave(form, person);
    ask.showModal();
  });
  ask?.querySelector("[data-stay]").addEventListener("click", () => ask.close());
}
