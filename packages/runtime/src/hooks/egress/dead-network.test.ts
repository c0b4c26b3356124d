import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { query, runScenario } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** A network without a route, without a name server, and one where 198.51.100.0/24 swallows whatever is sent. */
const NETWORKS: Record<string, string> = {
  'no network at all': '',
  'a network that answers nothing':
    'ip link set lo up && ip link add v0 type veth peer name v1 && ip addr add 198.51.100.1/24 dev v0 && ip link set v0 up && ip link set v1 up && ip neigh add 198.51.100.7 lladdr 02:00:00:00:00:01 dev v0 && ip route add default via 198.51.100.7 dev v0 && ',
};
const canIsolate = spawnSync('unshare', ['-rn', 'ip', 'link']).status === 0;

const CODE = `
const http = require('http'), dns = require('dns'), net = require('net'), dgram = require('dgram');
const settled = (start) => new Promise((ok) => {
  const timer = setTimeout(ok, 300, 'silence');
  start((e) => { clearTimeout(timer); ok(e ? e.code : 'fine'); });
});
exports.handler = async () => ({ statusCode: 200, body: JSON.stringify([
  await settled((done) => http.get('http://127.0.0.1:1/', () => done()).on('error', done)),
  await settled((done) => net.connect(443, '192.0.2.1').on('error', done)),
  await settled((done) => dns.resolve4('api.example.com', done)),
  await settled((done) => fetch('http://192.0.2.1/').then(() => done(), (e) => done(e.cause))),
  await settled((done) => dgram.createSocket('udp4').unref().send('x', 8125, '192.0.2.1', done)),
]) });`;

describe.skipIf(!canIsolate).each(nodeBinaries())('$name', ({ path: node }) => {
  it.each(Object.entries(NETWORKS))(
    '%s: the same result, and no longer',
    async (name, setUp) => {
      const isolated = join(folder, `node-${process.pid}-${name.length}-${node.length}`);
      writeFileSync(isolated, `#!/bin/sh\nexec unshare -rn sh -c '${setUp}exec ${node} "$@"' node "$@"\n`);
      chmodSync(isolated, 0o755);
      const events = [query({}), query({})];
      const run = async (env: Record<string, string>) => {
        const outcome = await runScenario({
          node: isolated,
          dist,
          folder,
          form: 'cjs',
          code: CODE.replace(
            'exports.handler = async () => ({',
            'exports.handler = async () => { const from = Date.now(); const answer = ({',
          ).replace(']) });', ']) }); answer.took = Date.now() - from; return answer; };'),
          events,
          env,
        });
        expect(outcome.stderr).toBe('');
        return outcome.answers.map(({ result }) => result as { body: string; took: number });
      };
      const bare = await run({ BULKHEAD_MODE: 'off' });
      const guarded = await run({});
      expect(guarded.map((answer) => answer.body)).toEqual(bare.map((answer) => answer.body));
      if (setUp !== '') expect(bare[0]!.body).toContain('silence');
      // Wide, for machines that are busy; waiting for a name server or a connection takes longer.
      expect(guarded[1]!.took).toBeLessThan(bare[1]!.took + 1500);
    },
    30_000,
  );
});
