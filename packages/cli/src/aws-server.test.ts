import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Trigger } from '@bulkhead/core';
import { serverKinds } from '@bulkhead/lab';
import { afterAll, describe, expect, it } from 'vitest';
import { openAwsServer } from './aws-server.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-moto-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const place = { file: 'serverless.yml', line: 1, column: 1 };
const SNS: Trigger = { type: 'sns', topic: 'Topic', place };
const SCHEDULE: Trigger = { type: 'other', name: 'schedule', place };
const URL_TRIGGER: Trigger = { type: 'function-url', authType: 'NONE', cors: false, streaming: false, place };
const appOf = (...triggers: Trigger[]) =>
  ({ name: 'shop', functions: [{ triggers }], resources: [] }) as unknown as App;

async function open(apps: App[], options: { awsEndpoint?: string; moto?: string }) {
  const said: string[] = [];
  const put = (text: string) => said.push(text);
  const output = { say: put, warn: put, onClose: () => undefined };
  const url = await openAwsServer(apps, options, { PATH: '', BULKHEAD_RUNTIMES: home }, output);
  return { url, said };
}

describe('the server that triggers need', () => {
  it('is not asked for by an application with HTTP alone', async () => {
    expect(await open([appOf(URL_TRIGGER)], {})).toEqual({ url: undefined, said: [] });
  });
  it.each([
    ['a table', 'AWS::DynamoDB::Table', {}, 'DynamoDB'],
    ['a queue that a function knows', 'AWS::SQS::Queue', { URL: { expression: '!Ref Kept' } }, 'SQS'],
    ['a queue that none knows (for dead letters)', 'AWS::SQS::Queue', { URL: 'x' }, undefined],
    ['a bucket that none knows (of a website)', 'AWS::S3::Bucket', {}, undefined],
    ['a role', 'AWS::IAM::Role', { ROLE: { expression: '!Ref Kept' } }, undefined],
  ])('is asked for, or not, by HTTP beside %s', async (_, type, environment, kind) => {
    const app = {
      name: 'shop',
      functions: [{ triggers: [URL_TRIGGER], environment }],
      resources: [{ id: 'Kept', type }],
    };
    const apps = [app as unknown as App];
    expect(apps.flatMap(serverKinds)).toEqual(kind === undefined ? [] : [kind]);
    // A program that is not there: whoever starts it has asked for it.
    const opened = open(apps, { moto: join(home, 'absent') });
    if (kind === undefined) expect(await opened).toEqual({ url: undefined, said: [] });
    else await expect(opened).rejects.toMatchObject({ code: 'BULKHEAD_NO_RUNTIME' });
  });
  it('is the one that was named', async () => {
    const url = 'http://127.0.0.1:4566';
    expect(await open([appOf(SNS)], { awsEndpoint: url })).toEqual({ url, said: [] });
  });
  it('a trigger that nothing delivers is said once', async () => {
    expect(await open([appOf(SCHEDULE, SCHEDULE)], {})).toEqual({
      url: undefined,
      said: ['shop: not delivered here: schedule. `bulkhead invoke` takes any event.'],
    });
  });
  it('a program that was named and does not start stops everything, with what it said', async () => {
    const moto = join(home, 'moto_server');
    writeFileSync(moto, '#!/bin/sh\necho "no module named flask" >&2\nexit 1\n');
    chmodSync(moto, 0o755);
    await expect(open([appOf(SNS)], { moto })).rejects.toMatchObject({
      code: 'BULKHEAD_NO_RUNTIME',
      message: expect.stringContaining('no module named flask'),
      next: "Install it: pip install 'moto[server]'",
    });
    await expect(open([appOf(SNS)], { moto: join(home, 'absent') })).rejects.toMatchObject({
      message: expect.stringContaining('ENOENT'),
    });
  });
});
