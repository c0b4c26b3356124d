import { BulkheadError } from '@bulkhead/core';
import type { Candidates, StackFacts } from '@bulkhead/iac';
import type { Wiring } from '@bulkhead/rules';
import type { ScanOptions } from '../scan-options.ts';
import type { OtherStacks } from '../stacks.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import type {
  Begin,
  Judged,
  JudgedApp,
  Loaded,
  OthersFacts,
  OthersWirings,
  PartOptions,
  PartWirings,
  PartWorker,
} from './messages.ts';

/** So many templates, with their code and without, take longer to read than a thread takes to start and to warm up. */
const LEAST = { withCode: 10, withoutCode: 25 };
/** What `loadApps` reads at most; more than that is for one reader to count. */
const MOST = 1_000;

/** Threads that each read a share of a repository's templates, while the caller reads another. */
export interface Crew {
  /** The caller's share. */
  readonly own: Candidates;
  /** What the others have read, once they have. */
  loaded(): Promise<LoadedParts>;
  /** Between the caller and the others; after {@link loaded}. */
  readonly others: OtherStacks;
  judged(): Promise<readonly JudgedApp[]>;
  close(): void;
}

export interface LoadedParts {
  readonly parts: ReadonlyMap<string, readonly string[]>;
  readonly used: ReadonlySet<string>;
  readonly problems: readonly BulkheadError[];
  readonly brokenFolders: readonly string[];
  readonly openFolders: readonly string[];
  readonly hasFunctions: boolean;
  /** Leaves out templates that turned out to be parts of others. */
  drop(files: ReadonlySet<string>): void;
}

/** Why a crew gave nothing: the caller reads all by itself. */
export class CrewFailure extends Error {}

interface Member {
  readonly worker: PartWorker;
  readonly mail: Mailbox;
  loaded?: Loaded;
}

/**
 * @param isKnown files that nobody has to read
 * @returns `undefined` where there is too little to share
 */
export function startCrew(
  root: string,
  candidates: Candidates,
  isKnown: (file: string) => boolean,
  options: ScanOptions,
): Crew | undefined {
  const { workers, withoutCode = false, dependencies } = options;
  if (!workers || dependencies) return undefined;
  const serverless = candidates.serverless.filter((file) => !isKnown(file));
  const templates = candidates.templates.filter((file) => !isKnown(file));
  const count = serverless.length + templates.length;
  const shares = Math.min(workers.count, Math.floor(count / (withoutCode ? LEAST.withoutCode : LEAST.withCode)));
  if (shares < 2 || count > MOST) return undefined;
  const share = (files: readonly string[], nth: number) => files.filter((_file, index) => index % shares === nth);
  const given = new Set<string>();
  const members: Member[] = [];
  const close = (): void => {
    for (const { worker } of members) void worker.terminate();
  };
  for (let nth = 1; nth < shares; nth++) {
    const part = { serverless: share(serverless, nth), templates: share(templates, nth) };
    for (const file of [...part.serverless, ...part.templates]) given.add(file);
    const member = { worker: workers.start(), mail: createMailbox() };
    members.push(member);
    member.worker.on('message', (message) => member.mail.put(message));
    member.worker.on('error', (error: Error) => member.mail.fail(new CrewFailure(error.message, { cause: error })));
    member.worker.on('exit', () => member.mail.fail(new CrewFailure('a thread has ended')));
    const rest: Candidates = { ...part, sources: [], assemblies: [], terraform: [], leftOut: [] };
    member.worker.postMessage({ root, options: partOptions(options), candidates: rest } satisfies Begin);
  }
  let dropped: ReadonlySet<string> = new Set();
  const all = <T>(): Promise<T[]> => Promise.all(members.map(({ mail }) => mail.next<T>()));

  return {
    own: {
      ...candidates,
      serverless: candidates.serverless.filter((file) => !given.has(file)),
      templates: candidates.templates.filter((file) => !given.has(file)),
    },
    async loaded() {
      const parts = await all<Loaded>();
      for (const [index, part] of parts.entries()) members[index]!.loaded = part;
      const services = new Set(parts.flatMap((part) => part.services));
      return {
        parts: new Map(parts.flatMap((part) => part.parts)),
        used: new Set(parts.flatMap(({ used }) => used)),
        problems: parts.flatMap(({ problems }) => problems.map(thrown)),
        brokenFolders: parts.flatMap(({ brokenFolders }) => brokenFolders),
        openFolders: parts.flatMap(({ openFolders }) => openFolders),
        hasFunctions: parts.some(({ hasFunctions }) => hasFunctions),
        drop: (files) => {
          dropped = new Set([...files].filter((file) => !services.has(file)));
        },
      };
    },
    others: {
      async facts(own) {
        const facts = members.map(({ loaded }) => loaded!.facts.filter(({ file }) => !dropped.has(file)));
        tell<StackFacts, OthersFacts>(members, own, facts, (facts) => ({ facts, dropped: [...dropped] }));
        return { facts: facts.flat(), dropped: [] };
      },
      async wirings(own) {
        const wirings = (await all<PartWirings>()).map((part) => part.wirings);
        tell<Wiring, OthersWirings>(members, own, wirings, (wirings) => ({ wirings }));
        return wirings.flat();
      },
    },
    async judged() {
      return (await all<Judged>()).flatMap(({ apps }) => apps);
    },
    close,
  };
}

/** Tells each member what the caller and the other members have. */
function tell<Item, Message>(
  members: readonly Member[],
  own: readonly Item[],
  theirs: readonly (readonly Item[])[],
  message: (items: readonly Item[]) => Message,
): void {
  for (const [index, { worker }] of members.entries()) {
    worker.postMessage(message([...own, ...theirs.filter((_items, other) => other !== index).flat()]));
  }
}

function partOptions(options: ScanOptions): PartOptions {
  const { now, only, skip, enable, severities, withoutCode, params, stage, region } = options;
  const given = { only, skip, enable, severities, withoutCode, params, stage, region };
  return { now, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function thrown({ code, message, place, next }: Loaded['problems'][number]): BulkheadError {
  return new BulkheadError(code, message, { ...(place ? { place } : {}), next });
}
