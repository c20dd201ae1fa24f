// Runs the exported Worker behind a real port, with Node's own fetch, Request and Response.
//
//   node edge.mjs WORKER PATIENCE_SECONDS cached|uncached [PROCESSES]
//
// It prints its port. What is asked of it goes to the host that the request names, as at
// Cloudflare; Node has no cache of its own, so one stands here that keeps to max-age. POST
// /-/later?seconds=11 moves its clock, and the Worker's. PROCESSES of the Worker, which
// share the cache and nothing else, take turns. A Worker that fails is told by status 599.

import http from "node:http";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const OF_THE_CONNECTION = ["connection", "host", "keep-alive", "transfer-encoding"];
const UNPACKED = ["content-encoding", "content-length", "transfer-encoding"];

const [path, patience, cached, processes = "1"] = process.argv.slice(2);
const workers = [];
for (let number = 0; number < Number(processes); number += 1) {
  // Another address is another module, with variables of its own.
  workers.push((await import(`${pathToFileURL(path)}?${number}`)).default);
}

let later = 0;
const real = Date.now;
Date.now = () => real() + later;
const kept = new Map();

const cache = {
  async match(key) {
    const found = kept.get(key);
    return found && Date.now() < found.until ? found.response.clone() : undefined;
  },
  async put(key, response) {
    const seconds = Number(/max-age=(\d+)/.exec(response.headers.get("Cache-Control"))[1]);
    kept.set(key, { response, until: Date.now() + seconds * 1000 });
  },
};
if (cached === "cached") globalThis.caches = { open: async () => cache };

function requestOf(incoming) {
  const headers = new Headers(incoming.headers);
  for (const name of OF_THE_CONNECTION) headers.delete(name);
  const hasBody = !["GET", "HEAD"].includes(incoming.method);
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method,
    headers,
    body: hasBody ? Readable.toWeb(incoming) : undefined,
    duplex: "half",
    redirect: "manual", // as requests come to a Worker
  });
}

async function answer(incoming, outgoing) {
  const context = { passThroughOnException() {}, waitUntil: (work) => work };
  const worker = workers.shift();
  workers.push(worker);
  const response = await worker.fetch(requestOf(incoming), { PATIENCE_SECONDS: patience }, context);
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (!UNPACKED.includes(name)) outgoing.appendHeader(name, value);
  }
  outgoing.flushHeaders();
  if (response.body) for await (const piece of response.body) outgoing.write(piece);
  outgoing.end();
}

const server = http.createServer(async (incoming, outgoing) => {
  const address = new URL(incoming.url, "http://edge");
  if (address.pathname === "/-/later") {
    later += Number(address.searchParams.get("seconds")) * 1000;
    outgoing.end();
    return;
  }
  try {
    await answer(incoming, outgoing);
  } catch (error) {
    outgoing.statusCode = 599;
    outgoing.end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
