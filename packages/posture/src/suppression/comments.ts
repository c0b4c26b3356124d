import type { SourcePlace } from '@bulkhead/core';

/** What somebody accepts, and why. */
export interface Claim {
  /** Ids of rules; empty where it is not understood. */
  readonly rules: readonly string[];
  readonly reason: string;
  /** Day after which it no longer holds, `2027-01-31`. */
  readonly until?: string;
  readonly place: SourcePlace;
  /** What is wrong with it, in words. */
  readonly problem?: string;
}

/** One `bulkhead-ignore` comment. */
export interface Suppression extends Claim {
  /** First and last line that it covers. */
  readonly from: number;
  readonly to: number;
}

const COMMENT = /(?:^|\s)(?:#|\/\/|\/\*)\s*bulkhead-ignore\b[ \t]*(.*)$/;
const IS_COMMENT = /^\s*(?:#|\/\/|\/\*|\*)/;
/** Comments of one file that are read; more is no longer an exception. */
const MOST = 1000;

/**
 * The suppressions of a file: `# bulkhead-ignore rule-id[, other-rule] [until=2027-01-31] reason=why`. Behind code it covers
 * its line; alone, the next line, in YAML and Python everything that stands deeper below that line, and in Terraform the block
 * that begins there.
 */
export function findSuppressions(file: string, lines: readonly string[]): Suppression[] {
  const found: Suppression[] = [];
  for (const [i, line] of lines.entries()) {
    const match = line.length > 2000 || !line.includes('bulkhead-ignore') ? null : COMMENT.exec(line);
    if (!match || found.length >= MOST) continue;
    const place = { file, line: i + 1, column: match.index + 1 };
    const own = IS_COMMENT.test(line);
    const target = own ? nextCode(lines, i + 1) : i;
    const to = own ? endOfTarget(file, lines, target) : target;
    found.push({ ...parse(match[1]!.replace(/\*\/\s*$/, '')), place, from: target + 1, to: to + 1 });
  }
  return found;
}

function parse(text: string): Omit<Suppression, 'place' | 'from' | 'to'> {
  const at = text.search(/(?:^|\s)reason=/);
  const head = at < 0 ? text : text.slice(0, at);
  const reason =
    at < 0
      ? ''
      : text
          .slice(at)
          .replace(/^\s*reason=/, '')
          .trim()
          .replace(/^(["'])(.*)\1$/, '$2')
          .trim();
  const until = /(?:^|\s)until=(\S+)/.exec(head)?.[1];
  const rules = head
    .replace(/(?:^|\s)until=\S+/, ' ')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const problem = problemOf({ rules, reason, until }, '=');
  return { rules, reason, ...(until === undefined ? {} : { until }), ...(problem === undefined ? {} : { problem }) };
}

/**
 * What is wrong with a suppression, in words; `undefined`: nothing.
 * @param sign between a name and its value, where it is written
 */
export function problemOf(
  claim: Pick<Claim, 'rules' | 'reason'> & { readonly until: string | undefined },
  sign: '=' | ': ',
): string | undefined {
  const { rules, reason, until } = claim;
  if (rules.length === 0) return 'names no rule';
  const odd = rules.find((rule) => !/^[a-z0-9][a-z0-9-]*$/.test(rule));
  if (odd !== undefined) return `holds ${JSON.stringify(odd.slice(0, 40))}, which is no rule`;
  if (reason.length < 3) return `gives no reason (reason${sign}…)`;
  if (until !== undefined && (!/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until))))
    return `has an end that is no date: ${until.slice(0, 40)} (write it as until${sign}2027-01-31)`;
  return undefined;
}

function nextCode(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length - 1 && (lines[at]!.trim() === '' || IS_COMMENT.test(lines[at]!))) at += 1;
  return at;
}

function endOfTarget(file: string, lines: readonly string[], target: number): number {
  if (/\.(?:ya?ml|py|json)$/.test(file)) return endOfBlock(lines, target);
  return file.endsWith('.tf') && /\{\s*(?:(?:#|\/\/).*)?$/.test(lines[target] ?? '')
    ? endOfBraces(lines, target)
    : target;
}

/** Up to the brace that stands as far left as the block's first line: what lies in between may have any shape. */
function endOfBraces(lines: readonly string[], start: number): number {
  const depth = indentOf(lines[start]!);
  for (let i = start + 1; i < lines.length; i++) {
    if (lines[i]!.trimStart().startsWith('}') && indentOf(lines[i]!) <= depth) return i;
  }
  return start;
}

function endOfBlock(lines: readonly string[], start: number): number {
  const depth = indentOf(lines[start] ?? '');
  let end = start;
  for (let i = start + 1; i < lines.length; i++) {
    if (lines[i]!.trim() === '') continue;
    if (indentOf(lines[i]!) <= depth) break;
    end = i;
  }
  return end;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
