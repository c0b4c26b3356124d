import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { LiveAccount, LiveResource } from '@bulkhead/iac';
import { type AwsClient, type CallLog, createAsker } from '../ask.ts';
import type { ClientConfiguration } from '../read-account.ts';
import { each } from '../reader.ts';
import { unpackSources } from './unpack.ts';

export interface CodeOptions {
  readonly configuration: ClientConfiguration;
  /** Of the user; one folder a package, named by its SHA-256, so that what did not change is not loaded again. */
  readonly folder: string;
  readonly log: CallLog;
  readonly download: (url: string) => Promise<Response>;
}

/** Lambda takes packages up to 50 MB, and 250 MB unpacked: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ZIP_BYTES = 260 * 1024 * 1024;
/** Runtimes whose code is analysed. */
const READ = /^(?:nodejs|python)/;

/**
 * Loads the packages of functions from where `GetFunction` says they lie and unpacks their sources. What cannot be had is
 * told, and the function stays without code.
 */
export async function fetchCode(
  account: LiveAccount,
  options: CodeOptions,
): Promise<{ readonly account: LiveAccount; readonly notes: readonly string[] }> {
  const { folder, log, configuration } = options;
  const client = new LambdaClient({ ...configuration, region: account.region } as object);
  const ask = createAsker('lambda', client as AwsClient, log, 4);
  const notes: string[] = [];
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const resources = await each(account.resources, async (resource): Promise<LiveResource[]> => {
      const { Runtime, FunctionName } = resource.properties;
      if (resource.type !== 'AWS::Lambda::Function' || typeof Runtime !== 'string' || !READ.test(Runtime))
        return [resource];
      const answer = await ask(GetFunctionCommand, { FunctionName: resource.id }, { always: true });
      if (answer.kind !== 'found') return [resource];
      const { Code, Configuration } = answer.value;
      try {
        if (Code?.Location === undefined) throw new Error('Lambda does not say where its code lies');
        const known = nameOf(Configuration?.CodeSha256 ?? `${resource.id} ${Configuration?.LastModified}`);
        const target = path.join(folder, known, safe(String(FunctionName)));
        const left = existsSync(target) ? 0 : await loadInto(Code.Location, target, options);
        if (left > 0)
          notes.push(`${resource.id}: ${left === 1 ? '1 file' : `${left} files`} of its package not unpacked`);
        return [{ ...resource, code: target }];
      } catch (error) {
        notes.push(`${resource.id}: its code was not read: ${(error as Error).message.slice(0, 200)}`);
        return [resource];
      }
    });
    return { account: { ...account, resources, codeRoot: folder }, notes };
  } finally {
    client.destroy();
  }
}

async function loadInto(location: string, target: string, { download }: CodeOptions): Promise<number> {
  const parent = path.dirname(target);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const zip = `${target}.${process.pid}.zip`;
  const unpacked = `${target}.${process.pid}.part`;
  try {
    const response = await download(location);
    if (!response.ok || !response.body) throw new Error(`the download ends with status ${response.status}`);
    await pipeline(
      Readable.fromWeb(response.body as never),
      atMost(MAX_ZIP_BYTES),
      createWriteStream(zip, { mode: 0o600 }),
    );
    mkdirSync(unpacked, { recursive: true, mode: 0o700 });
    const { left } = unpackSources(zip, unpacked);
    // Whole or not at all: the next scan takes a folder that is there for one that is complete.
    renameSync(unpacked, target);
    return left.length;
  } finally {
    rmSync(zip, { force: true });
    rmSync(unpacked, { recursive: true, force: true });
  }
}

function atMost(limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) done(new Error(`the package is larger than ${Math.round(limit / 1024 / 1024)} MB`));
      else done(null, chunk);
    },
  });
}

function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** Names of functions are letters, digits, `-` and `_`; what is not becomes `-`. */
function safe(name: string): string {
  return name.replace(/[^\w-]+/g, '-').slice(0, 100);
}
