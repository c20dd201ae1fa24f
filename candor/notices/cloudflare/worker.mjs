// The server-down notice at Cloudflare's edge, written by `candor notice export cloudflare`.
//
// Answers of the product pass as they are. When there is none, or one that says that the product is
// down, its visitors get the notice: what the status page says now, else what it said last, else
// the copy at the end of this file. docs/notice/cloudflare.md says how to set it up, and what it
// can't do.

const NOTICE_URL = {{ notice_url }};
const STATUS_URL = {{ status_url }};
const MARK = {{ mark }}; // what every notice has in it

// 520 to 527 and 530 are Cloudflare's own words for an origin that it can't reach or understand.
// https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
const DOWN = new Set([502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530]);

const PATIENCE_S = 30; // with the product; the variable PATIENCE_SECONDS changes it
const NOTICE_PATIENCE_S = 3; // with the status page: a customer is waiting
const KEPT_S = 10; // then the status page is asked again
const LAST_S = 300; // should it not answer, its last words stay so long after they were last read

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
  asking: null, // the last request to the status page from this process
  isWhole: (text) =>
    text.includes(MARK) && text.trimEnd().endsWith("</html>"),
  copy: () => COPY,
};

const JSON_KIND = {
  type: "application/problem+json; charset=utf-8",
  accept: "application/json",
  key: "/.candor/notice.json",
  asking: null, // the last request to the status page from this process
  isWhole: (text) => JSON.parse(text).status === 503,
  copy: () => PROBLEM,
};

// The status page is asked about once in ten seconds from each place, however many customers come:
// that they come is what makes it an outage. Whoever finds the words old asks for new ones, and
// waits; all others get what is known meanwhile, and wait for the same answer if nothing is.
async function words(kind, request, context) {
  const key = new URL(kind.key, request.url).href; // of the own host, as Cloudflare advises
  const kept = await fromCache(key);
  if (kept && !isOld(kept)) return kept.text;
  const isMine = kind.asking === null || isOld(kind.asking);
  if (isMine) kind.asking = asking(kind, key, kept, context);
  const known = isMine ? null : (kind.asking.found ?? kept?.text);
  return known ?? (await inTime(kind.asking.text)) ?? kept?.text ?? kind.copy();
}

const isOld = ({ asked }) => Date.now() - asked >= KEPT_S * 1000;

// One request to the status page, for all who come to this process in the next ten seconds. It
// goes on when the customer who began it is gone.
function asking(kind, key, kept, context) {
  const one = { asked: Date.now(), text: null, found: null };
  one.text = (async () => {
    // What is old is put back as new first, so that nobody else at this place asks as well.
    if (kept) await intoCache(key, kept.text, one.asked);
    one.found = (await freshWords(kind)) ?? kept?.text ?? kind.copy();
    await intoCache(key, one.found, one.asked);
    return one.found;
  })();
  context.waitUntil(one.text);
  return one;
}

// Cloudflare may end the request that asks, and then its promise is never kept: everybody who
// waits for it has a clock of their own.
async function inTime(text) {
  const over = (signal) =>
    new Promise((end) => signal.addEventListener("abort", () => end(null), { once: true }));
  return within(NOTICE_PATIENCE_S, (signal) => Promise.race([text, over(signal)]));
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
const ASKED = "X-Asked"; // when the status page was, in milliseconds

async function fromCache(key) {
  try {
    const found = await (await cache()).match(key);
    return found && { text: await found.text(), asked: Number(found.headers.get(ASKED)) };
  } catch {
    return null;
  }
}

async function intoCache(key, text, asked) {
  try {
    const headers = { "Cache-Control": `max-age=${LAST_S}`, [ASKED]: String(asked) };
    await (await cache()).put(key, new Response(text, { headers }));
  } catch {
    // It is fetched again then.
  }
}

// The notice when this file was written, for people, whose browsers fetch what is known now if they
// can, and for programs.
const COPY = {{ notice }};
const PROBLEM = {{ problem }};
