import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '@bulkhead/rules';
import { PEER_FIXTURES } from './rows.ts';

/** A policy of parliament's tests, and the issues that it finds in it. */
export interface ParliamentRow {
  readonly name: string;
  readonly text: string;
  readonly issues: readonly string[];
}

export function readParliament(): readonly ParliamentRow[] {
  const folder = join(PEER_FIXTURES, 'parliament');
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as readonly {
    readonly file: string;
    readonly issues: readonly string[];
  }[];
  return index.map(({ file, issues }) => ({
    name: file.replace(/^policies\/|\.json$/g, ''),
    text: readFileSync(join(folder, file), 'utf8'),
    issues,
  }));
}

/** A template that holds the policy: on a bucket where it names principals, else a managed one. */
export function templateOf(text: string): string {
  const resource = /"Principal"/.test(text)
    ? { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: documentOf(text) } }
    : { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: documentOf(text) } };
  return JSON.stringify({ Resources: { Policy: resource } });
}

function documentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Kinds of issues by our rules; of a rule for several, the words of the message tell them apart. */
export function issuesOf(
  findings: readonly { readonly rule: string; readonly message: string }[],
): ReadonlySet<string> {
  return new Set(
    findings.flatMap(({ rule, message }) => {
      const kinds = RULES.find(({ id }) => id === rule)!
        .peers.filter((peer) => peer.startsWith('parliament '))
        .map((peer) => peer.slice('parliament '.length));
      return kinds.length < 2 ? kinds : kinds.filter((kind) => WORDS[kind]?.test(message) ?? true);
    }),
  );
}

const WORDS: Readonly<Record<string, RegExp>> = {
  MALFORMED: /(?:without an? (?:action|statement|resource)|in one statement|Effect)/,
  MALFORMED_JSON: /no JSON/,
  INVALID_SID: /letters and digits/,
  DUPLICATE_SID: /twice/,
  INVALID_ARN: /no ARN/,
  UNKNOWN_OPERATOR: /no operator/,
  UNKNOWN_CONDITION_FOR_ACTION: /do not know/,
  MISMATCHED_TYPE_BUT_USABLE: /as String, which is ARN/,
  MISMATCHED_TYPE: /^(?!.*as String, which is ARN)/,
};
