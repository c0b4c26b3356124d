import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type App, BulkheadError, type S3Trigger } from '@bulkhead/core';
import { checkHandlers } from '@bulkhead/iac';
import { evaluate, type Roles } from '@bulkhead/iam';
import { findMoto, INSTALL_MOTO, regionOf, startMoto } from '@bulkhead/lab';
import type { Io } from '../io.ts';
import { readLocalRequests } from '../try-requests.ts';
import { type DrivenEvent, type DrivenObject, drive, localBucket, sampleEvents } from './drive.ts';
import { localiseStatements } from './localise.ts';
import { type FunctionProof, proveFunction } from './prove.ts';
import type { Judge, LocalStatement } from './types.ts';

export interface VerifyOptions {
  /** `FUNCTION=FILE`, each an event to invoke with. */
  readonly event?: readonly string[];
  /** `BUCKET/KEY=FILE`, each an object to put first. */
  readonly object?: readonly string[];
  readonly moto?: string;
  readonly awsEndpoint?: string;
  /** Only this function's role is judged. */
  readonly function?: string;
}

/** What running an application under its generated roles showed. */
export interface Verification {
  readonly functions: readonly FunctionProof[];
  /** Invocations that failed: what they would have asked for afterwards was not seen. */
  readonly failed: readonly { readonly title: string; readonly why: string }[];
  /** By function id: parts of its statements that nothing local can stand for. */
  readonly open: ReadonlyMap<string, readonly string[]>;
}

/** IAM's judgement, with what a statement asks of resources that the reader of requests could not tell left open. */
export const judge: Judge = (statements, { action, resource, context }) => {
  const policy = statements.map(({ actions, resources, conditions }) => ({
    effect: 'Allow' as const,
    actions,
    resources: resource === undefined ? ['*'] : resources,
    ...(conditions ? { conditions } : {}),
  }));
  return evaluate(policy, { action, resource: resource ?? '*', context });
};

/**
 * Runs the application's functions in the lab under their generated roles and shows what that proves.
 * @throws BulkheadError BULKHEAD_NO_RUNTIME where no server plays AWS, or for handlers and events that are not there
 */
export async function verifyRoles(roles: Roles, options: VerifyOptions, io: Io): Promise<Verification> {
  const { app } = roles;
  const [problem] = checkHandlers(app);
  if (problem) throw problem;
  const region = regionOf(app);
  const statements = new Map<string, readonly LocalStatement[]>();
  const open = new Map<string, readonly string[]>();
  for (const [id, needed] of roles.needed) {
    const local = localiseStatements(app, region, needed, roles.resources);
    statements.set(id, local.statements);
    if (local.open.length > 0) open.set(id, local.open);
  }
  const requests = readLocalRequests(app.root);
  const objects = (options.object ?? []).map((text) => readObject(text, io));
  const events = eventsFor(app, options, requests.length > 0, objects, io);
  const server = options.awsEndpoint === undefined ? await openMoto(options, io) : undefined;
  try {
    const driven = await drive({
      app,
      awsEndpoint: options.awsEndpoint ?? server!.url,
      statements,
      judge,
      requests,
      events,
      objects,
      onNotice: (message) => io.err.write(`${message}\n`),
      onProgress: (message) => {
        if (io.err.isTTY) io.err.write(`\u001b[2K\r${message.slice(0, 100)}\r`);
      },
    });
    const functions = [...statements].map(([id, own]) => proveFunction(id, own, driven.observed, judge));
    return { functions, failed: driven.failed, open };
  } finally {
    await server?.close();
  }
}

async function openMoto(options: VerifyOptions, io: Io) {
  const programs = options.moto === undefined ? findMoto(io.env) : [options.moto];
  if (programs.length === 0) {
    throw new BulkheadError('BULKHEAD_NO_RUNTIME', 'no server that plays AWS was found', {
      next: `Install one: ${INSTALL_MOTO}, or give --aws-endpoint.`,
    });
  }
  return startMoto(programs);
}

/** Events that were given; samples for the functions without, unless the project's own requests drive it. */
function eventsFor(
  app: App,
  options: VerifyOptions,
  hasRequests: boolean,
  objects: readonly DrivenObject[],
  io: Io,
): DrivenEvent[] {
  const given = (options.event ?? []).map((text) => readEvent(app, text, io));
  const driven = new Set(given.map(({ functionId }) => functionId));
  const isSameBucket = (bucket: string, trigger: S3Trigger) =>
    typeof trigger.bucket === 'string' && localBucket(app, bucket) === localBucket(app, trigger.bucket);
  for (const { id, triggers } of app.functions) {
    const hears = triggers.some((one) => one.type === 's3' && objects.some(({ bucket }) => isSameBucket(bucket, one)));
    if (hears) driven.add(id);
  }
  const samples = app.functions
    .filter((fn) => !driven.has(fn.id) && (options.function === undefined || fn.id === options.function))
    .flatMap((fn) => sampleEvents(app, fn));
  return hasRequests && given.length === 0 ? [] : [...given, ...(hasRequests ? [] : samples)];
}

/** @throws BulkheadError BULKHEAD_USAGE for a file that cannot be read */
function readObject(text: string, io: Io): DrivenObject {
  const [, bucket, key, file] = /^([^/=]+)\/(.+)=([^=]+)$/s.exec(text) ?? [];
  if (bucket === undefined || key === undefined || file === undefined) {
    throw new BulkheadError('BULKHEAD_USAGE', `--object ${text} names no object`, {
      next: 'Write --object BUCKET/KEY=FILE, the bucket by its logical id.',
    });
  }
  try {
    return { bucket, key, body: new Uint8Array(readFileSync(resolve(io.cwd, file))) };
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', `${file} cannot be read`, { cause, next: 'Name a file that exists.' });
  }
}

function readEvent(app: App, text: string, io: Io): DrivenEvent {
  const at = text.indexOf('=');
  const [functionId, file] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || !app.functions.some(({ id }) => id === functionId)) {
    throw new BulkheadError('BULKHEAD_USAGE', `--event ${text} names no function of ${app.file}`, {
      next: 'Write --event FUNCTION=FILE.',
    });
  }
  try {
    const payload = readFileSync(resolve(io.cwd, file), 'utf8');
    JSON.parse(payload);
    return { functionId, title: file, payload };
  } catch (cause) {
    throw new BulkheadError(
      'BULKHEAD_BAD_EVENT',
      `${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}
