import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttackRecord, encodeLine } from '@bulkhead/core';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from './support/run-cli.ts';

/** What docs/operating.md has people paste, on lines as functions print them. */
const page = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block!);
const hasJq = spawnSync('jq', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'operating-'));
afterAll(() => rmSync(folder, { recursive: true }));

const attack = (given: Partial<AttackRecord>): AttackRecord => ({
  kind: 'attack',
  id: '01a20603-d94b-7adf-9a54-603950ed3847',
  time: 1_795_397_245_259,
  lastTime: 1_795_397_245_259,
  count: 1,
  rule: 'detector/sqli',
  ruleVersion: '1',
  class: 'sqli',
  severity: 'high',
  confidence: 'high',
  action: 'blocked',
  message: 'SQL injection in event data.',
  source: 'apigateway-v2',
  path: 'body|json.id',
  excerpt: "o-2' OR '1'='1",
  function: { name: 'orders', version: '$LATEST', region: 'eu-west-1', account: '1', runtime: 'nodejs22.x' },
  requestId: '890af46a-b1c6-45fa-b85c-0f924ccfeee6',
  coldStart: false,
  ...given,
});

beforeAll(() => {
  const lines = [
    encodeLine(attack({}), 's', undefined),
    // The same attack goes on.
    encodeLine(attack({ count: 4 }), 's', undefined),
    encodeLine(
      attack({
        id: '01a20603-d94b-7adf-9a54-603950ed3848',
        rule: 'hook/child-process',
        class: 'cmdi',
        path: 'queryStringParameters.sh',
        sink: { operation: 'child_process.execSync', target: 'echo a;env' },
        requestId: 'other',
      }),
      's',
      undefined,
    ),
    '{"level":"INFO","message":"of the function"}',
    'REPORT RequestId: 890af46a Duration: 1 ms',
  ].map((line) => line.trimEnd());
  const events = lines.map((message, i) => ({ logStreamName: 's', timestamp: i, message }));
  writeFileSync(join(folder, 'events.json'), JSON.stringify({ events }));
  writeFileSync(join(folder, 'lines.jsonl'), `${lines.slice(0, 4).join('\n')}\n`);
});

const jq = (block: string) =>
  execFileSync('sh', ['-e', '-c', block.replace(/^aws .*\n/m, '')], { cwd: folder, encoding: 'utf8' });

it.skipIf(!hasJq)('which requests were blocked, and why', () => {
  const [first] = blocks('sh');
  const rows = jq(first!).trim().split('\n');
  expect(rows).toHaveLength(3);
  expect(rows.at(-1)).toBe(
    '2026-11-23T01:27:25Z\tblocked\thook/child-process\torders\tqueryStringParameters.sh\tchild_process.execSync\tother',
  );
});

it.skipIf(!hasJq)('why one request failed', () => {
  expect(jq(blocks('sh')[1]!).trim().split('\n')[0]).toBe("detector/sqli: body|json.id = o-2' OR '1'='1");
});

it('counts them, each as often as it was', async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const sql = blocks('sql')[0]!.replace('lines.jsonl', join(folder, 'lines.jsonl'));
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  expect(rows).toEqual([
    { name: 'orders', rule: 'detector/sqli', action: 'blocked', path: 'body|json.id', times: '4' },
    { name: 'orders', rule: 'hook/child-process', action: 'blocked', path: 'queryStringParameters.sh', times: '1' },
  ]);
  connection.closeSync();
});
