// Serves a few pages without people in them while there is no network. `SHELL` stands above: {name, family, pages, files}.
// What is kept is fetched without cookies, so nothing personal can be among it. Everything else goes past untouched.
// Above it stands kept.js, so that what is a day old is deleted whenever the browser wakes this worker.
const FAR = new Set([502, 503, 504]); // a proxy that cannot reach the house

const expire = () => Kept.expire().catch(() => {}); // no storage here

self.addEventListener("install", (event) => {
  const take = async () => {
    const kept = await caches.open(SHELL.name);
    const fetched = [...Object.values(SHELL.pages), ...SHELL.files].map(async (address) => {
      const answer = await fetch(address, { credentials: "omit", cache: "reload" });
      if (!answer.ok || answer.redirected) throw new Error(`${address} answered ${answer.status}`);
      await kept.put(address, answer);
    });
    await Promise.all(fetched);
    await self.skipWaiting();
  };
  event.waitUntil(take());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(SHELL.family) && name !== SHELL.name) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(tidy());
  event.waitUntil(expire());
});
// Some browsers wake it now and then without any page, where the house's pages are installed on the phone
self.addEventListener("periodicsync", (event) => event.waitUntil(expire()));

const page = async (request, shell) => {
  const kept = await caches.match(shell, { cacheName: SHELL.name });
  try {
    const answer = await fetch(request);
    return FAR.has(answer.status) && kept ? kept : answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  event.waitUntil(expire());
  const shell = SHELL.pages[pathname];
  if (request.mode === "navigate") {
    if (shell) event.respondWith(page(request, shell));
  } else if (SHELL.files.includes(pathname)) {
    event.respondWith(caches.match(pathname, { cacheName: SHELL.name }).then((kept) => kept ?? fetch(request)));
  }
});
