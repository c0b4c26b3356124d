import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/*
 * In which order the lazy parts lie in the layer's one file. A zip looks back 32 kB: parts that say the same things beside each
 * other take 4 kB of 300 off it. Found by moving parts about at random for some minutes, which no rule of thumb comes near (the
 * best was 1.4 kB worse):
 *   node packages/runtime/layer-order.mjs packages/runtime/dist/lazy SECONDS
 */
const ORDER =
  'arbiter-score sql-judge database-readers child-process-judge src-untrusted child-process-variables code-script hooks-starters hooks-closed policy-from-code native-library files-wasi reading-packed src-streaming hooks-runtime-caller workers-worker outbound-judge workers-node-child outbound-resolver policy-relax outbound-answers groups-batches outbound-http2 groups-others flow-judge hops-echo groups-requests policy-parse hops-forward hops-read carriers-write src-responses policy-tighten html-judge ldap-filters fields-expected files-path-bytes proto-judge xml-judge url-judge child-process-options path-judge shell-judge nosql-judge template-judge reading-semicolons code-judge serial-judge crlf-judge jndi-judge behaviour-scorer egress-name-forms reading-multipart reading-xml files-sqlite egress-signed native-rare hops-client reading-limits reading-extended-json reading-log-lines egress-web-socket dns-tunnel reading-decode-loosely hooks-put-aside reading-json behaviour-recorder egress-declared egress-aws-hosts src-repeated reading-graphql egress-secret-scan files-tmp-wipe'.split(
    ' ',
  );

/**
 * Names of parts in that order; those that it does not know come last.
 * @param {Iterable<string>} names `url-judge.cjs`
 * @returns {string[]}
 */
export function inOrder(names) {
  return [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function rank(name) {
  const at = ORDER.indexOf(name.slice(0, -'.cjs'.length));
  return at === -1 ? ORDER.length : at;
}

function search(folder, seconds) {
  const parts = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  const size = (order) =>
    deflateRawSync(Buffer.concat(order.map((name) => parts.get(name))), { level: 9, memLevel: 7 }).length;
  let order = inOrder(parts.keys());
  let best = size(order);
  const first = best;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const tried = [...order];
    const count = 1 + Math.floor(Math.random() * 3);
    const moved = tried.splice(Math.floor(Math.random() * (tried.length - count)), count);
    tried.splice(Math.floor(Math.random() * (tried.length + 1)), 0, ...moved);
    const bytes = size(tried);
    if (bytes >= best) continue;
    best = bytes;
    order = tried;
  }
  console.log(`${first} -> ${best} bytes\n${order.map((name) => name.slice(0, -'.cjs'.length)).join(' ')}`);
}

if (process.argv[1] === import.meta.filename) search(process.argv[2], Number(process.argv[3] ?? 60));
