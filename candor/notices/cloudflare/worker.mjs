// The server-down notice at Cloudflare's edge, written by `candor notice export cloudflare`.
//
// Answers of the product pass as they are. When there is none, or one that says that the product is
// down, its visitors get the notice: what the status page says now, else the copy at the end of
// this file. docs/notice/cloudflare.md says how to set it up, and what it can't do.

const NOTICE_URL = {{ notice_url }};
const STATUS_URL = {{ status_url }};

// 520 to 527 and 530 are Cloudflare's own words for an origin that it can't reach or understand.
// https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
const DOWN = new Set([502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530]);

const PATIENCE_S = 30; // with the product; the variable PATIENCE_SECONDS changes it
const NOTICE_PATIENCE_S = 3; // with the status page: a customer is waiting
const KEPT_S = 10; // new words are shown within so many seconds

const HEADERS = {
  "Retry-After": "60",
  "Cache-Control": "no-store",
  "X-Robots-Tag": "noindex",
  "X-Content-Type-Options": "nosniff",
  // The notice brings the rest of its policy in its own HTML, with the hashes of its style and
  // script, which here would be those of yesterday.
  "Content-Security-Policy": "frame-ancestors 'self'",
};

export default {
  async fetch(request, env, context) {
    // Should this code ever fail, the request goes to the product as if it weren't there.
    context.passThroughOnException();
    if (isNotOurs(request)) return fetch(request);
    const answer = await productAnswer(request, env);
    if (answer && !DOWN.has(answer.status)) return answer;
    answer?.body?.cancel().catch(() => null); // else its connection stays open
    return notice(request, context);
  },
};

// The status page shows by itself what is wrong, and the notice is fetched from there: answering
// for it could go round in circles. Of a WebSocket there is nothing that could be replaced.
function isNotOurs(request) {
  if (request.headers.has("Upgrade")) return true;
  const asked = new URL(request.url);
  return `${asked.host}${asked.pathname}/`.startsWith(`${STATUS_URL.split("://")[1]}/`);
}

// The product's answer as soon as it begins, or null when there is none.
async function productAnswer(request, env) {
  try {
    return await within(patienceWith(request, env), (signal) => fetch(request, { signal }));
  } catch {
    return null;
  }
}

// What changes something may take long, an upload above all, and giving up on it would not undo
// it: only reading is given up. Cloudflare ends the rest by itself, with 524.
function patienceWith(request, env) {
  const isReading = request.method === "GET" || request.method === "HEAD";
  return isReading ? Number(env?.PATIENCE_SECONDS ?? PATIENCE_S) : Infinity;
}

// What `work` gives, aborted when it hasn't begun to answer in time. The body may then take as
// long as it takes.
async function within(seconds, work) {
  const abort = new AbortController();
  const timer = seconds < Infinity && setTimeout(() => abort.abort(), seconds * 1000);
  try {
    return await work(abort.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function notice(request, context) {
  const kind = wantsJson(request.headers) ? JSON_KIND : HTML_KIND;
  const body = request.method === "HEAD" ? null : await words(kind, request, context);
  return new Response(body, { status: 503, headers: { ...HEADERS, "Content-Type": kind.type } });
}

// As the status page itself decides it.
function wantsJson(headers) {
  const accept = headers.get("Accept") ?? "";
  const sent = (headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
  if (accept.includes("text/html")) return false;
  return accept.includes("json") || sent.endsWith("json");
}

const HTML_KIND = {
  type: "text/html; charset=utf-8",
  accept: "text/html",
  key: "/.candor/notice.html",
  isWhole: (text) =>
    text.includes('<meta name="candor" content="notice">') && text.trimEnd().endsWith("</html>"),
  copy: () => COPY,
};

const JSON_KIND = {
  type: "application/problem+json; charset=utf-8",
  accept: "application/json",
  key: "/.candor/notice.json",
  isWhole: (text) => JSON.parse(text).status === 503,
  copy: () => PROBLEM,
};

// Fetched once in ten seconds and place, however many customers come: that they come is what makes
// it an outage. What is kept may also be the copy, when the status page doesn't answer either.
async function words(kind, request, context) {
  const key = new URL(kind.key, request.url).href; // of the own host, as Cloudflare advises
  const kept = await fromCache(key);
  if (kept !== null) return kept;
  const text = (await freshWords(kind)) ?? kind.copy();
  context.waitUntil(intoCache(key, text));
  return text;
}

async function freshWords(kind) {
  const headers = { Accept: kind.accept };
  const ask = (signal) => fetch(NOTICE_URL, { headers, signal, redirect: "manual" });
  try {
    return await within(NOTICE_PATIENCE_S, async (signal) => {
      const answer = await ask(signal);
      const text = await answer.text();
      return answer.status === 503 && kind.isWhole(text) ? text : null;
    });
  } catch {
    return null;
  }
}

// A cache of our own, so that nothing of the product's is ever taken for the notice. Where it fails,
// or there is none (on workers.dev and behind Access), that is no reason to fail.
// https://developers.cloudflare.com/workers/runtime-apis/cache/
const cache = () => caches.open("server-down-notice");

async function fromCache(key) {
  try {
    const found = await (await cache()).match(key);
    return found ? await found.text() : null;
  } catch {
    return null;
  }
}

async function intoCache(key, text) {
  try {
    const headers = { "Cache-Control": `max-age=${KEPT_S}` };
    await (await cache()).put(key, new Response(text, { headers }));
  } catch {
    // It is fetched again then.
  }
}

// The notice when this file was written, for people, whose browsers fetch what is known now if they
// can, and for programs.
const COPY = {{ notice }};
const PROBLEM = {{ problem }};
