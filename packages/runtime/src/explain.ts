import type { AttackClass, Confidence } from '@bulkhead/core';
import { joinPath, type Visit } from '@bulkhead/events';
import { scoreOf } from './detectors/arbiter/score.lazy.ts';
import { createTag, readTag } from './detectors/html/tags.ts';
import { readLookups } from './detectors/jndi/lookups.ts';
import { eachCandidate } from './detectors/judge.ts';
import { type Candidate, traitNames } from './detectors/scan.ts';
import { readCommand } from './detectors/shell/words.ts';
import { fuelFor, readSql, tokenText, typeAt } from './detectors/sql/tokens.ts';
import { findExpressions } from './detectors/template/find.ts';
import { type InspectInput, type InspectVerdict, inspectInput, walkInput } from './inspect.ts';

/** How one input was judged, step by step: for a person who wonders about a verdict. */
export interface Explanation {
  readonly verdict: InspectVerdict;
  /** Every string that was visited, in order. */
  readonly strings: readonly ExplainedString[];
}

export interface ExplainedString {
  /** With each decoding step: `body|base64|json.user.name`. */
  readonly path: string;
  /** Cut to {@link SHOWN} characters. */
  readonly text: string;
  /** A document that is judged by its parts. */
  readonly whole: boolean;
  /** Empty: no grammar can begin in it, nobody looks further. */
  readonly candidates: readonly ExplainedCandidate[];
}

export interface ExplainedCandidate {
  /** The decoded form that is judged beside the string itself; `''` for the string. */
  readonly steps: string;
  readonly text: string;
  /** What the shared scan found. */
  readonly traits: readonly string[];
  /** How the grammars read it; only those that have something to read. */
  readonly tokens: readonly { readonly grammar: string; readonly tokens: readonly string[] }[];
  /** Every detector that said something; `low` is a hint. */
  readonly says: readonly { readonly class: AttackClass; readonly confidence: Confidence }[];
  /** The trained arbiter's score: above 0 more like an attack than not. */
  readonly score: number;
}

export const SHOWN = 400;
const MAX_STRINGS = 200;
const MAX_TOKENS = 60;

/**
 * Judges as {@link inspectInput} does and keeps what was seen on the way. Never throws.
 * @example explainInput({ text: "1' or 1=1", as: 'value' }).strings[0].candidates[0].says // [{ class: 'sqli', confidence: 'high' }]
 */
export function explainInput(input: InspectInput): Explanation {
  const strings: ExplainedString[] = [];
  const visit: Visit = (value, parent, key, whole) => {
    if (strings.length >= MAX_STRINGS) return;
    const candidates: ExplainedCandidate[] = [];
    if (whole !== true) {
      eachCandidate(value, parent.endsWith('{keys}'), (candidate, { verdicts }, steps) => {
        candidates.push({
          steps,
          text: candidate.text.slice(0, SHOWN),
          traits: traitNames(candidate),
          tokens: tokensOf(candidate),
          says: (verdicts ?? []).map(({ detector, confidence }) => ({ class: detector.class, confidence })),
          score: Math.round(scoreOf(candidate.text) * 100) / 100,
        });
      });
    }
    strings.push({ path: joinPath(parent, key), text: value.slice(0, SHOWN), whole: whole === true, candidates });
  };
  walkInput(input, visit);
  return { verdict: inspectInput(input), strings };
}

/** Each grammar from the first character that could begin it. */
function tokensOf({ text }: Candidate): ExplainedCandidate['tokens'] {
  const all = [
    { grammar: 'sql', tokens: sqlTokens(text, 0) },
    ...["'", '"'].map((quote) => ({
      grammar: `sql after ${quote}`,
      tokens: text.includes(quote) ? sqlTokens(text, text.indexOf(quote) + 1) : [],
    })),
    { grammar: 'html', tokens: htmlTokens(text) },
    { grammar: 'shell', tokens: shellTokens(text) },
    { grammar: 'template', tokens: templateTokens(text) },
    { grammar: 'log4j', tokens: text.includes('${') ? lookupTokens(text) : [] },
  ];
  return all.filter(({ tokens }) => tokens.length > 0);
}

function sqlTokens(text: string, from: number): string[] {
  const sql = readSql(text, from, fuelFor(text));
  const tokens: string[] = [];
  for (let at = 0; tokens.length < MAX_TOKENS; at++) {
    const type = typeAt(sql, at);
    if (type === undefined) break;
    tokens.push(`${type} ${tokenText(sql, at)}`);
  }
  return tokens.length > 1 ? tokens : [];
}

function htmlTokens(text: string): string[] {
  const tokens: string[] = [];
  const tag = createTag();
  for (let at = text.indexOf('<'); at !== -1 && tokens.length < MAX_TOKENS; at = text.indexOf('<', at)) {
    if (!readTag(text, at, tag)) {
      at++;
      continue;
    }
    const attributes: string[] = [];
    for (let i = 0; i + 3 < tag.used; i += 4) {
      const [nameStart = 0, nameEnd = 0, start = -1, end = -1] = tag.spans.slice(i, i + 4);
      attributes.push(text.slice(nameStart, nameEnd) + (start === -1 ? '' : `=${text.slice(start, end)}`));
    }
    tokens.push(`<${tag.isEnd ? '/' : ''}${[tag.name, ...attributes].join(' ')}>`);
    at = Math.max(at + 1, tag.end);
  }
  return tokens;
}

/** The commands behind the separators; the first is what stands before any. */
function shellTokens(text: string): string[] {
  if (!/[;|&`$\n]/.test(text)) return [];
  const tokens: string[] = [];
  for (let from = 0; from < text.length && tokens.length < MAX_TOKENS; ) {
    const command = readCommand(text, from);
    if (command.words.length > 0) {
      tokens.push(command.words.map((word) => `${word.text}${word.disguised ? ' (disguised)' : ''}`).join(' '));
    }
    from = Math.max(from + 1, command.end + 1);
  }
  return tokens;
}

function lookupTokens(text: string): string[] {
  const { jndi, others, nested } = readLookups(text);
  const tokens = jndi ? ['jndi', ...others] : [...others];
  return tokens.length > 0 && nested > 0 ? [...tokens, `${nested} within others`] : tokens;
}

function templateTokens(text: string): string[] {
  const tokens: string[] = [];
  findExpressions(text, ({ delimiter, inside }) => {
    tokens.push(`${delimiter} ${inside.slice(0, 100)}`);
    return tokens.length >= MAX_TOKENS;
  });
  return tokens;
}
