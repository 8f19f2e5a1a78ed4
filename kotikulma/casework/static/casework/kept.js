// What the device holds without network: sealed with AES-GCM under a key that cannot be taken out, each person's
// apart, for 24 hours. In the clear lie only random ids, a digest of whose it is, its kind, its state and its hour.
const Kept = (() => {
  const HOUR = 3600000;
  const LIFE = 24 * HOUR;
  const WARNED = 20 * HOUR;
  const REMEMBERED = 30 * LIFE; // how long a person is told that something went
  const OWN = new Set(["check", "contact"]); // what she wrote; the rest can be fetched again
  const bytes = (text) => new TextEncoder().encode(text);
  let opened;

  const open = () => (opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("kotikulma-laite", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("meta");
      asked.result.createObjectStore("keys");
      asked.result.createObjectStore("rows", { keyPath: "id" });
    };
    asked.onsuccess = () => {
      const forget = () => { opened = undefined; };
      asked.result.onclose = forget;
      asked.result.onversionchange = () => { asked.result.close(); forget(); };
      done(asked.result);
    };
    asked.onerror = () => { opened = undefined; failed(asked.error); };
  }));

  // One transaction: `work` gets the stores and may return a function that is asked for the result at the end.
  const act = async (mode, work) => {
    const database = await open();
    return new Promise((done, failed) => {
      const transaction = database.transaction(["meta", "keys", "rows"], mode);
      const [meta, keys, rows] = ["meta", "keys", "rows"].map((name) => transaction.objectStore(name));
      const result = work({ meta, keys, rows });
      transaction.oncomplete = () => done(result?.());
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
  };
  const get = (store, key) => act("readonly", (stores) => {
    const asked = stores[store].get(key);
    return () => asked.result;
  });

  // The house's time, as far as it was told: a device whose clock is set back or wrong by a day loses nothing early
  // and keeps nothing long.
  const now = () => act("readwrite", ({ meta }) => {
    const clock = { at: Date.now(), seen: Date.now() };
    meta.get("clock").onsuccess = (event) => {
      const known = event.target.result;
      if (known) clock.at = known.at + Math.max(0, clock.seen - known.seen);
      meta.put(clock, "clock");
    };
    return () => clock.at;
  });
  const settle = (at) => act("readwrite", ({ meta }) => { meta.put({ at, seen: Date.now() }, "clock"); });

  const keyOf = async (person) => {
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    return act("readwrite", ({ keys }) => {
      let key = fresh; // two pages at once: the first one's key stays
      keys.get(person).onsuccess = (event) => {
        if (event.target.result) key = event.target.result;
        else keys.put(fresh, person);
      };
      return () => key;
    });
  };
  const bound = (row, iv) => ({ name: "AES-GCM", iv, additionalData: bytes(`${row.person}:${row.kind}:${row.id}`) });

  const keep = async (person, kind, id, value, { state = "waiting", at } = {}) => {
    const row = { id, person, kind, state, at: at ?? await now() };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const body = await crypto.subtle.encrypt(bound(row, iv), await keyOf(person), bytes(JSON.stringify(value)));
    await act("readwrite", ({ rows }) => { rows.put({ ...row, iv, body }); });
  };
  const all = () => act("readonly", ({ rows }) => { const asked = rows.getAll(); return () => asked.result; });

  const opens = async (row, key) => {
    try {
      const text = new TextDecoder().decode(await crypto.subtle.decrypt(bound(row, row.iv), key, row.body));
      return { ...row, value: JSON.parse(text) };
    } catch { return null; } // damaged: it goes when its day is over, and is told then
  };
  const rows = async (person, kinds = OWN) => {
    const own = (await all()).filter((row) => row.person === person && kinds.has(row.kind));
    if (!own.length) return [];
    const key = await keyOf(person);
    return (await Promise.all(own.map((row) => opens(row, key)))).filter(Boolean).sort((a, b) => a.at - b.at);
  };
  const one = async (person, kind) => (await rows(person, new Set([kind]))).at(-1);
  const drop = (id) => act("readwrite", (stores) => { stores.rows.delete(id); });

  // Deletes what is a day old, whoever's it is, and leaves a count for who wrote it.
  const sweep = async () => {
    const at = await now();
    await act("readwrite", (stores) => {
      stores.rows.getAll().onsuccess = (event) => {
        const gone = new Map();
        const holding = new Set();
        for (const row of event.target.result) {
          if (at - row.at >= LIFE) {
            stores.rows.delete(row.id);
            if (OWN.has(row.kind)) gone.set(row.person, (gone.get(row.person) ?? 0) + 1);
          } else {
            if (row.at > at) stores.rows.put({ ...row, at });
            holding.add(row.person);
          }
        }
        for (const [person, count] of gone) note(stores.meta, person, count, at);
        stores.keys.getAllKeys().onsuccess = (keys) => {
          for (const person of keys.target.result) if (!holding.has(person)) stores.keys.delete(person);
        };
        stores.meta.get("person").onsuccess = (person) => {
          if (person.target.result && !holding.has(person.target.result)) stores.meta.delete("person");
        };
      };
      stores.meta.openCursor(IDBKeyRange.bound("gone:", "gone:~")).onsuccess = (event) => {
        const cursor = event.target.result;
        if (!cursor) return;
        if (at - cursor.value.at > REMEMBERED) cursor.delete();
        cursor.continue();
      };
    });
    return at;
  };
  const note = (meta, person, count, at) => {
    meta.get(`gone:${person}`).onsuccess = (event) => {
      meta.put({ count: count + (event.target.result?.count ?? 0), at }, `gone:${person}`);
    };
  };
  // Only deletes what is a day old: for pages and for the worker, while another page may be keeping something just now.
  const expire = async () => {
    const there = await indexedDB.databases?.();
    if (there && !there.some(({ name }) => name === "kotikulma-laite")) return;
    await act("readwrite", ({ meta, rows }) => {
      meta.get("clock").onsuccess = (event) => {
        const known = event.target.result;
        const at = known ? known.at + Math.max(0, Date.now() - known.seen) : Date.now();
        rows.getAll().onsuccess = (held) => {
          const gone = new Map();
          for (const row of held.target.result.filter((each) => at - each.at >= LIFE)) {
            rows.delete(row.id);
            if (OWN.has(row.kind)) gone.set(row.person, (gone.get(row.person) ?? 0) + 1);
          }
          for (const [person, count] of gone) note(meta, person, count, at);
        };
      };
    });
  };
  const gone = async (person) => (await get("meta", `gone:${person}`))?.count ?? 0;
  const noted = (person) => act("readwrite", ({ meta }) => { meta.delete(`gone:${person}`); });

  const person = () => get("meta", "person");
  const setPerson = (who) => act("readwrite", ({ meta }) => { meta.put(who, "person"); });
  const count = async (who) => (await all()).filter((row) => row.person === who && OWN.has(row.kind)).length;
  const others = async (who) => (await all()).some((row) => row.person !== who);

  // Everything of one person, her key first; what others left stays for them, and for its day.
  const wipe = (who) => act("readwrite", (stores) => {
    stores.keys.delete(who);
    stores.meta.delete(`gone:${who}`);
    stores.meta.get("person").onsuccess = (event) => { if (event.target.result === who) stores.meta.delete("person"); };
    stores.rows.getAll().onsuccess = (event) => {
      for (const row of event.target.result) if (row.person === who) stores.rows.delete(row.id);
    };
  });

  return { LIFE, WARNED, now, settle, keep, rows, one, drop, sweep, expire, gone, noted, person, setPerson, count, others, wipe };
})();
