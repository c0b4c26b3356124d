import type { BulkheadBlockedError } from '../../errors.ts';
import type { HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { isBytes } from '../own-bytes.ts';
import { formsOf, type SecretForms, type SecretKind } from './secret-forms.ts';
import { createSecretScan, type Hit, type SecretScan } from './secret-scan.lazy.ts';
import { isSigned } from './signed.lazy.ts';
import type { Target } from './targets.ts';

/** The execution role's credentials as the environment gave them. */
export interface OwnCredentials {
  readonly keyId?: string | undefined;
  readonly secretKey: string | undefined;
  readonly sessionToken: string | undefined;
}

/** Secrets shorter than this are words that honest texts hold. */
const SHORTEST = 10;

/** Says whether this host may be sent secrets, by the policy's list. */
export type IsAllowed = (allow: readonly string[], target: Target) => boolean;

export interface SecretWatch {
  /** What is watched for. */
  all(): readonly SecretForms[];
  /**
   * Whether a chunk may hold a secret that any policy of the process names; cheap, needs no shield, and says yes before
   * {@link SecretWatch.leaks} was asked for the first time.
   */
  mayHold(chunk: unknown, encoding: unknown): boolean;
  /** The secrets that bytes show outside of signed requests. */
  leaks(bytes: Uint8Array): Hit[];
  /** Reports the worst of them; the error to stop with, where the policy says so. */
  report(hits: readonly Hit[], operation: string, target: string): BulkheadBlockedError | undefined;
  /** Both for what goes to a host, less what the policy lets go there. */
  check(bytes: Uint8Array, operation: string, target: Target | undefined): BulkheadBlockedError | undefined;
}

/**
 * Watches for the function's credentials and for the secrets that the policy declares by the names of their variables.
 * @param environment `process.env`: values are taken when a policy first names them
 */
export function createSecretWatch(
  credentials: OwnCredentials,
  environment: Readonly<Record<string, string | undefined>>,
  context: HookContext,
  isAllowed: IsAllowed,
): SecretWatch {
  const own = [
    secret('AWS_SECRET_ACCESS_KEY', 'key', credentials.secretKey),
    secret('AWS_SESSION_TOKEN', 'token', credentials.sessionToken),
    secret('AWS_ACCESS_KEY_ID', 'id', credentials.keyId),
  ];
  let watched: readonly SecretForms[] = [];
  const values = new Map<string, string | undefined>();
  let scan: SecretScan | undefined;
  let scanOf: readonly string[] = NONE;
  /** For what every policy of the process declares: who asks need not know whose the running code is. */
  let widest: SecretScan | undefined;
  let widestOf: readonly string[] = NONE;

  function declared(names: readonly string[]): (() => SecretForms)[] {
    return names.flatMap((name) => {
      if (!values.has(name)) values.set(name, environment[name]);
      return secret(name, 'declared', values.get(name)) ?? [];
    });
  }
  // Declared secrets are taken before the function's own code can change them.
  declared(context.policy('credentials', undefined).secrets ?? NONE);

  function current(scope: Scope | undefined): SecretScan | undefined {
    const { action, secrets = NONE } = context.policy('credentials', scope);
    if (action === 'off') return undefined;
    if (!scan || secrets !== scanOf) {
      const all = [...own.filter((item) => item !== undefined), ...declared(secrets)];
      watched = all.map((make) => make());
      scan = createSecretScan(watched);
      scanOf = secrets;
    }
    return scan;
  }

  function widen(): void {
    const names = context.secretNames();
    if (widest && names === widestOf) return;
    widestOf = names;
    const all = [...own.filter((item) => item !== undefined), ...declared(names)];
    widest = scan && names.length === scanOf.length ? scan : createSecretScan(all.map((make) => make()));
  }

  const watch: SecretWatch = {
    all: () => (current(context.scopes()[0]) ? watched : []),
    mayHold(chunk, encoding) {
      if (!widest || context.secretNames() !== widestOf) return true;
      if (typeof chunk === 'string') return !isPlain(encoding) || widest.mayHoldText(chunk);
      return isBytes(chunk) ? widest.mayHoldBytes(chunk) : isView(chunk);
    },
    leaks(bytes) {
      const found = current(context.scopes()[0]);
      widen();
      const hits = found?.find(bytes) ?? [];
      if (hits.length === 0) return hits;
      const text = latin1(bytes);
      return hits.filter((hit) => {
        const { kind } = hit.secret;
        return (kind !== 'id' && kind !== 'token') || !isSigned(text, hit);
      });
    },
    report(hits, operation, target) {
      const worst = hits.find((hit) => hit.secret.kind !== 'id') ?? hits[0];
      if (!worst) return undefined;
      const { name, kind } = worst.secret;
      const finding = {
        rule: 'hook/credentials',
        ruleVersion: '1',
        class: 'credentials',
        // The id alone opens nothing, and logs of AWS name it.
        confidence: kind === 'id' ? 'medium' : 'high',
        message: `${name} leaves the function.`,
        path: '',
        value: '',
        sink: { operation, target },
      } as const;
      return context.act('credentials', finding, context.scopes()[0]);
    },
    check(bytes, operation, target) {
      const hits = watch.leaks(bytes);
      if (hits.length === 0) return undefined;
      const { allow } = context.policy('credentials', context.scopes()[0]);
      if (allow && target && isAllowed(allow, target)) return undefined;
      return watch.report(hits, operation, target ? `${target.host}:${target.port}` : 'a socket');
    },
  };
  return watch;
}

const NONE: readonly string[] = [];

function secret(name: string, kind: SecretKind, value: string | undefined): (() => SecretForms) | undefined {
  if (value === undefined || value.length < SHORTEST) return undefined;
  return () => formsOf(name, kind, value);
}

const { isView } = ArrayBuffer;

/** One byte a character, as far as the forms go: they are looked for in the text itself. */
function isPlain(encoding: unknown): boolean {
  switch (encoding) {
    case undefined:
    case null:
    case 'utf8':
    case 'utf-8':
    case 'latin1':
    case 'binary':
    case 'ascii':
      return true;
    default:
      return false;
  }
}

/** The same bytes with each of these secrets covered, of the same length. */
export function masked(bytes: Uint8Array, hits: readonly Hit[]): Uint8Array {
  const copy = Buffer.from(bytes);
  for (const { start, end } of hits) copy.fill(42, start, end);
  return copy;
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
