import path from 'node:path';
import { type App, BulkheadError } from '@bulkhead/core';
import { type LiveResource, liveApp } from '@bulkhead/iac';
import type { Io } from '../../io.ts';
import { VERSION } from '../../version.ts';
import { cacheFolder } from '../cache.ts';
import { openAnswerStore } from './answer-store.ts';
import { type CallLog, createCallLog } from './ask.ts';
import { fetchCode } from './code/fetch-code.ts';
import { readIdentity } from './identity.ts';
import { type ClientConfiguration, readAccount } from './read-account.ts';
import { NOT_ALLOWED } from './refusals.ts';

export interface LiveFlags {
  /** Names with commas. */
  readonly region?: string;
  readonly profile?: string;
  readonly function?: readonly string[];
  readonly code?: boolean;
  /** Minutes. */
  readonly maxAge?: string;
  readonly cache: boolean;
}

/** What `bulkhead scan --live` looks at, and what was asked for it. */
export interface LiveRead {
  readonly apps: readonly App[];
  readonly log: CallLog;
  /** What could not be read, a line each. */
  readonly notes: readonly string[];
}

/** What tests give in place of AWS. */
export interface LiveGiven {
  readonly configuration?: ClientConfiguration;
  readonly download?: (url: string) => Promise<Response>;
}

/** The SDK finds credentials, regions and endpoints as the AWS CLI does (`AWS_PROFILE`, `AWS_ENDPOINT_URL`). */
export async function readLiveApps(flags: LiveFlags, io: Io, given: LiveGiven = {}): Promise<LiveRead> {
  // A note of the SDK about versions of Node.js, for whoever develops with it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const configuration: ClientConfiguration = {
    ...given.configuration,
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
  };
  const named = (flags.region ?? '').split(',').flatMap((name) => name.trim() || []);
  const identity = await readIdentity({ ...configuration, ...(named[0] === undefined ? {} : { region: named[0] }) });
  const regions = named.length > 0 ? [...new Set(named)] : [identity.region];
  for (const region of regions) checkRegion(region);
  const { accountId, partition, caller } = identity;
  const log = createCallLog();
  const progress = showProgress(log, io);
  const folder = path.join(cacheFolder(io.env), 'live');
  const notes: string[] = [];
  const apps: App[] = [];
  let iam: readonly LiveResource[] | undefined;
  try {
    for (const region of regions) {
      progress.region = region;
      const store = flags.cache
        ? openAnswerStore({
            folder,
            identity: JSON.stringify([VERSION, accountId, region, caller, flags.function ?? []]),
            now: Date.now(),
            maxAgeMs: minutesOf(flags.maxAge) * 60_000,
          })
        : undefined;
      const read = await readAccount({
        accountId,
        partition,
        region,
        configuration,
        log,
        ...(flags.function ? { functions: flags.function } : {}),
        ...(store ? { store } : {}),
        ...(iam ? { iam } : {}),
      });
      store?.finish();
      iam = read.iam;
      let { account } = read;
      if (flags.code) {
        const fetched = await fetchCode(account, {
          configuration,
          folder: path.join(folder, 'code'),
          log,
          download: given.download ?? fetch,
        });
        account = fetched.account;
        notes.push(...fetched.notes);
      }
      const { app, left } = liveApp(account);
      apps.push(app);
      notes.push(...left.map(({ arn, why }) => `${arn}: ${why}: only rules on its settings look at it`));
    }
  } finally {
    progress.end();
  }
  for (const name of flags.function ?? []) {
    const isThere = apps.some((app) => app.functions.some((fn) => fn.id.endsWith(`:function:${name}`)));
    if (isThere) continue;
    throw new BulkheadError('BULKHEAD_NO_FUNCTION', `there is no function ${name} in ${regions.join(', ')}`, {
      next: 'Check --function, --region and --profile, and that lambda:GetFunctionConfiguration is allowed.',
    });
  }
  const refused = [...log.refused.values()];
  const isDenied = refused.some(({ why }) => why.startsWith(NOT_ALLOWED));
  if (sum(log.made) > 0 && sum(log.made) === sumOf(refused.map(({ count }) => count)) && sum(log.kept) === 0) {
    throw new BulkheadError('BULKHEAD_AWS_FAILED', `none of ${sum(log.made)} calls was answered: ${refused[0]!.why}`, {
      next: isDenied ? `${caller}: ${POLICY_HINT}` : 'Try again, or look at --region and the endpoint.',
    });
  }
  for (const { why, count } of refused) {
    notes.push(`${why}${count > 1 ? ` (${count} times)` : ''}: rules cannot tell what it would have said`);
  }
  if (isDenied) notes.push(POLICY_HINT);
  for (const [i, app] of apps.entries()) {
    // The region of a profile is easily another one than that of the functions.
    if (app.functions.length === 0 && !log.refused.has('lambda:ListFunctions'))
      notes.push(`there are no functions in ${regions[i]} of the account ${accountId}`);
  }
  return { apps, log, notes };
}

/** Calls and answers taken from earlier scans, in one line. */
export function callSummary({ made, kept }: CallLog): string {
  const calls = sum(made);
  const taken = sum(kept);
  return `${calls} ${calls === 1 ? 'call' : 'calls'} to AWS${taken > 0 ? `, ${taken} answers of an earlier scan` : ''}`;
}

const POLICY_HINT = '`bulkhead scan --live --policy` prints the policy that the scan needs';

function sum(counts: ReadonlyMap<string, number>): number {
  return sumOf([...counts.values()]);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((all, one) => all + one, 0);
}

function checkRegion(name: string): void {
  // It becomes part of host names.
  if (/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(name)) return;
  throw new BulkheadError('BULKHEAD_USAGE', `${name.slice(0, 60)} is no region`, {
    next: 'Name regions with commas: --region eu-west-1,us-east-1',
  });
}

function minutesOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const minutes = Number(text);
  if (Number.isInteger(minutes) && minutes >= 0 && minutes <= 10_080) return minutes;
  throw new BulkheadError('BULKHEAD_USAGE', '--max-age takes minutes, at most 10080 (a week)');
}

/** A service that throttles is asked for minutes; the log of a pipeline says that it goes on. */
const SILENCE_MS = 30_000;

/** One line on a terminal that is written over, at most ten times a second; elsewhere a line every half minute. */
function showProgress(log: CallLog, io: Io): { region: string; end(): void } {
  const state = { region: '', end: () => {} };
  let calls = 0;
  if (!io.err.isTTY) {
    log.onCall = () => {
      calls++;
    };
    const timer = setInterval(() => io.err.write(`${state.region}: ${calls} calls so far\n`), SILENCE_MS);
    state.end = () => clearInterval(timer);
    return state;
  }
  let shown = 0;
  log.onCall = (service) => {
    calls++;
    const now = performance.now();
    if (now - shown < 100) return;
    shown = now;
    io.err.write(`\r\u001b[K${state.region}: ${calls} calls, ${service}`);
  };
  state.end = () => void io.err.write('\r\u001b[K');
  return state;
}
