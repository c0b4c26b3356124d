import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Answer } from './ask.ts';

/** Answers of earlier scans, by call. */
export interface AnswerStore {
  /** @param mark what the answer must have been kept under; without one, only its age decides */
  find(key: string, mark: string | undefined): Answer<unknown> | undefined;
  keep(key: string, mark: string | undefined, answer: Answer<unknown>): void;
  /** The scan came to its end: what it asked is not taken up by the next one as if it had been cut off. */
  finish(): void;
}

export interface AnswerStoreOptions {
  /** Of the user, readable by nobody else. */
  readonly folder: string;
  /** Account, region, caller and version of this program. */
  readonly identity: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Answers without a mark are taken until they are this old. */
  readonly maxAgeMs: number;
}

/** A file past this is begun anew: it grows by what changes. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What a scan that was cut off had asked is taken up for so long. */
const RESUME_MS = 60 * 60_000;
/** A mark says when something changed; what no scan has seen for so long is asked all the same. */
const MARKED_MS = 30 * 24 * 60 * 60_000;

interface Line {
  readonly key: string;
  readonly mark?: string;
  readonly at: number;
  readonly answer: Answer<unknown>;
}

interface Known extends Line {
  readonly cutOff: boolean;
}

/** Answers are written as they come, so that a scan that was cut off goes on where it was. */
export function openAnswerStore({ folder, identity, now, maxAgeMs }: AnswerStoreOptions): AnswerStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}.ndjson`);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) rmSync(file);
  const known = readLines(file);
  const append = (line: object) => appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  return {
    find: (key, mark) => {
      const line = known.get(key);
      if (!line || line.at > now) return undefined;
      const age = now - line.at;
      if (mark !== undefined && line.mark === mark && age <= MARKED_MS) return line.answer;
      return age <= (line.cutOff ? Math.max(RESUME_MS, maxAgeMs) : maxAgeMs) && line.mark === mark
        ? line.answer
        : undefined;
    },
    keep: (key, mark, answer) => append({ key, ...(mark === undefined ? {} : { mark }), at: now, answer }),
    finish: () => append({ finished: now }),
  };
}

function readLines(file: string): Map<string, Known> {
  let known = new Map<string, Known>();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return known;
  }
  for (const one of text.split('\n')) {
    const line = parseLine(one);
    if (line === 'finished') known = new Map([...known].map(([key, before]) => [key, { ...before, cutOff: false }]));
    else if (line) known.set(line.key, { ...line, cutOff: true });
  }
  return known;
}

function parseLine(text: string): Line | 'finished' | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line> & { finished?: unknown };
    if (line.finished !== undefined) return 'finished';
    const isWhole =
      typeof line.key === 'string' &&
      typeof line.at === 'number' &&
      (line.answer?.kind === 'found' || line.answer?.kind === 'absent');
    return isWhole ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}
