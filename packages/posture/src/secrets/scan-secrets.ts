import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { BulkheadError, findSecrets, type Severity, type SourcePlace, shownSecret } from '@bulkhead/core';
import { DIFF, gitLines } from '../git.ts';
import { type AddedText, HISTORY_FORMAT, readAddedTexts } from './added-lines.ts';
import { readSmallText } from './read-small-text.ts';

/** A credential that stands in a file or in the history, without the credential. */
export interface SecretFinding {
  /** `aws-access-key`, `named-secret`: ids of `core`'s table. */
  readonly kind: string;
  readonly title: string;
  readonly severity: Severity;
  readonly place: SourcePlace;
  /** The commit that added it; left out for what stands there now, or is staged. */
  readonly commit?: string;
  /** What may be shown of it. */
  readonly shown: string;
  /** Commands that take it out of service, ready to paste as far as they can be. */
  readonly deactivate: readonly string[];
  /** SHA-256 of the credential, cut to 16 hexadecimal digits: the same wherever it stands. */
  readonly fingerprint: string;
}

/** Files whose texts are made by machines and hold hashes without end, and folders that are no source. */
const SKIPPED_FILES =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Pipfile\.lock|uv\.lock|go\.sum)$|\.(?:map|svg|snap|lock)$/;
const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.venv', 'venv', '__pycache__', '.terraform']);
/** Files of tests and saved events: what only its name makes a secret there is made up as a rule. */
const TESTS =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|fixtures?|mocks?|e2e)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|\.(?:test|spec|mock)\.[cm]?[jt]sx?$/i;
/** Files of a project that are read; a monorepo of 500 functions has fewer than 50,000. */
const MAX_FILES = 100_000;
const MAX_BYTES = 1024 * 1024;
/** `// bulkhead-ignore named-secret reason=…` on the line or the one above takes a finding back. */
const IGNORED = /bulkhead-ignore(?:\s+[\w-]+){0,5}\s+reason=\S/;

/**
 * Credentials in the files below a folder, as they stand now. In a git repository what is ignored is left out: it goes into
 * no commit, and builds are full of other people's test data.
 * @param root absolute; links are not followed, nothing outside is read
 */
export async function scanSecretsInFiles(root: string): Promise<SecretFinding[]> {
  const found: SecretFinding[] = [];
  for (const file of (await filesOfGit(root)) ?? filesBelow(root)) {
    if (SKIPPED_FILES.test(file) || isSkipped(file)) continue;
    const text = readSmallText(path.join(root, file), MAX_BYTES);
    if (text !== undefined) found.push(...secretsIn({ commit: '', file, line: 1, text }));
  }
  return found;
}

/** What git tracks or would add, relative to the folder; `undefined` outside of a repository. */
async function filesOfGit(root: string): Promise<string[] | undefined> {
  const files: string[] = [];
  try {
    for await (const file of gitLines(root, ['ls-files', '--cached', '--others', '--exclude-standard'])) {
      if (files.length < MAX_FILES) files.push(file);
    }
  } catch (error) {
    if (error instanceof BulkheadError) return undefined;
    throw error;
  }
  // Git quotes a name with control characters: such a repository is read folder by folder.
  return files.some((file) => file.startsWith('"')) ? undefined : [...new Set(files)].sort();
}

function filesBelow(root: string): string[] {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) folders.push(file);
      if (entry.isFile() && files.length < MAX_FILES) files.push(file);
    }
  }
  return files;
}

/** Credentials that the next commit would add. */
export function scanStagedSecrets(root: string): Promise<SecretFinding[]> {
  return scanChanges(gitLines(root, ['diff', '--cached', '--diff-filter=ACMR', ...DIFF]));
}

/**
 * Credentials that any commit of any branch has added, the first commit of each.
 * @param progress told about each commit
 */
export async function scanSecretsInHistory(
  root: string,
  progress?: (commits: number) => void,
): Promise<SecretFinding[]> {
  const args = ['log', '--all', '--reverse', '-p', '--diff-filter=AM', '--no-renames', HISTORY_FORMAT, ...DIFF];
  return scanChanges(gitLines(root, args), progress);
}

async function scanChanges(
  lines: AsyncIterable<string>,
  progress?: (commits: number) => void,
): Promise<SecretFinding[]> {
  const found = new Map<string, SecretFinding>();
  const commits = new Set<string>();
  for await (const added of readAddedTexts(lines)) {
    if (added.commit !== '' && !commits.has(added.commit)) progress?.(commits.add(added.commit).size);
    if (added.file === '' || SKIPPED_FILES.test(added.file) || isSkipped(added.file)) continue;
    for (const finding of secretsIn(added)) {
      const key = `${finding.fingerprint} ${finding.place.file}`;
      if (!found.has(key)) found.set(key, finding);
    }
  }
  return [...found.values()];
}

function isSkipped(file: string): boolean {
  return file.split('/').some((part) => SKIPPED_FOLDERS.has(part));
}

function secretsIn({ commit, file, line, text }: AddedText): SecretFinding[] {
  const found = findSecrets(text);
  if (found.length === 0) return [];
  const starts = lineStarts(text);
  const findings: SecretFinding[] = [];
  for (const { kind, start, end } of found) {
    const index = starts.findLastIndex((offset) => offset <= start);
    const above = text.slice(starts[Math.max(0, index - 1)], starts[index + 1] ?? text.length);
    if (IGNORED.test(above)) continue;
    const secret = text.slice(start, end);
    const shown = shownSecret(secret, kind);
    findings.push({
      kind: kind.id,
      title: kind.title,
      severity: kind.id === 'named-secret' && TESTS.test(file) ? 'low' : kind.severity,
      place: { file, line: line + index, column: start - starts[index]! + 1 },
      ...(commit === '' ? {} : { commit }),
      shown,
      // An id may stand in a command; what is secret never does.
      deactivate: kind.deactivate.map((command) =>
        shown === secret ? command.replaceAll('$SECRET', secret) : command,
      ),
      fingerprint: createHash('sha256').update(secret).digest('hex').slice(0, 16),
    });
  }
  return findings;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
