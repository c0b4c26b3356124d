import { createHash } from 'node:crypto';
import { packageUrl } from './names.ts';
import type { LockedPackage } from './types.ts';

/** CycloneDX 1.6 in JSON (https://cyclonedx.org/docs/1.6/json/), as far as it is filled. */
export interface Sbom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: {
    readonly timestamp?: string;
    readonly tools: {
      readonly components: readonly {
        readonly type: 'application';
        readonly name: string;
        readonly version?: string;
      }[];
    };
    readonly component: SbomComponent;
  };
  readonly components: readonly SbomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions: readonly {
    readonly aggregate: 'complete' | 'incomplete';
    readonly assemblies: readonly string[];
  }[];
}

export interface SbomComponent {
  readonly type: 'application' | 'library';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly group?: string;
  readonly purl?: string;
  readonly scope?: 'required' | 'optional' | 'excluded';
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly (
    | { readonly license: { readonly id: string } }
    | { readonly expression: string }
    | { readonly license: { readonly name: string } }
  )[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

export interface SbomInput {
  /** `shop`, or `shop/checkout` for one function. */
  readonly name: string;
  /** Keys by graph; the same package from two lock files is one component. */
  readonly packages: readonly {
    readonly file: string;
    readonly package: LockedPackage;
    readonly scope: 'required' | 'optional' | 'excluded';
  }[];
  /** What the application asks for itself: the same objects as in `packages`. */
  readonly roots: ReadonlySet<LockedPackage>;
  /** False: there may be more. */
  readonly isComplete: boolean;
  /** ISO 8601; left out, so that the same project gives the same document. */
  readonly timestamp?: string;
}

/** The document, the same on every run and machine: sorted, its serial number made of its content. */
export function makeSbom(input: SbomInput): Sbom {
  const refs = new Map<LockedPackage, string>();
  const byKey = new Map<string, string>();
  const components = new Map<string, SbomComponent>();
  for (const { file, package: locked, scope } of input.packages) {
    // A linked folder is a name for another entry, not a package of its own.
    if (locked.source === 'file' && locked.version === '') continue;
    const ref = refOf(locked);
    refs.set(locked, ref);
    byKey.set(`${file}\n${locked.key}`, ref);
    const known = components.get(ref);
    if (!known || (known.scope !== 'required' && scope === 'required'))
      components.set(ref, componentOf(locked, ref, scope));
  }
  const needed = new Map<string, Set<string>>([...components.keys()].map((ref) => [ref, new Set<string>()]));
  for (const { file, package: locked } of input.packages) {
    const ref = refs.get(locked);
    for (const need of ref === undefined ? [] : locked.needs) {
      const to = need.to === undefined || need.kind === 'dev' ? undefined : byKey.get(`${file}\n${need.to}`);
      if (to !== undefined && to !== ref) needed.get(ref!)?.add(to);
    }
  }
  const root: SbomComponent = { type: 'application', 'bom-ref': `application:${input.name}`, name: input.name };
  needed.set(root['bom-ref'], new Set([...input.roots].flatMap((locked) => refs.get(locked) ?? [])));
  const sorted = [...components.values()].sort((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
  const body = {
    metadata: { tools: { components: [{ type: 'application' as const, name: 'bulkhead' }] }, component: root },
    components: sorted,
    dependencies: [...needed]
      .map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() }))
      .sort((a, b) => (a.ref < b.ref ? -1 : 1)),
    compositions: [
      { aggregate: input.isComplete ? ('complete' as const) : ('incomplete' as const), assemblies: [root['bom-ref']] },
    ],
  };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    version: 1,
    ...body,
    metadata: { ...(input.timestamp ? { timestamp: input.timestamp } : {}), ...body.metadata },
  };
}

function refOf(locked: LockedPackage): string {
  return packageUrl(locked.ecosystem, locked.name, locked.version || (locked.range ? '' : (locked.resolved ?? '')));
}

function componentOf(locked: LockedPackage, ref: string, scope: NonNullable<SbomComponent['scope']>): SbomComponent {
  const slash = locked.name.startsWith('@') ? locked.name.indexOf('/') : -1;
  const hashes = locked.integrity.flatMap(hashOf);
  // Several archives of one Python release have a checksum each; none of them is that of the package.
  const own = locked.ecosystem === 'npm' || hashes.length === 1 ? hashes : [];
  const properties = [
    ...(locked.range === undefined ? [] : [{ name: 'bulkhead:range', value: locked.range }]),
    ...(locked.source === 'registry' ? [] : [{ name: 'bulkhead:source', value: locked.source }]),
  ];
  return {
    type: 'library',
    'bom-ref': ref,
    ...(slash === -1
      ? { name: locked.name }
      : { group: locked.name.slice(0, slash), name: locked.name.slice(slash + 1) }),
    ...(locked.version === '' ? {} : { version: locked.version }),
    purl: packageUrl(locked.ecosystem, locked.name, locked.version),
    scope,
    ...(own.length > 0 ? { hashes: own } : {}),
    ...(locked.licence === undefined ? {} : { licenses: [licenceOf(locked.licence)] }),
    ...(properties.length > 0 ? { properties } : {}),
  };
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  md5: 'MD5',
};
const LENGTHS: Readonly<Record<string, number>> = { sha1: 40, sha256: 64, sha384: 96, sha512: 128, md5: 32 };

/** `sha512-<base64>` of npm, `sha256:<hex>` of pip. */
function hashOf(integrity: string): { alg: string; content: string }[] {
  const [, name = '', sign, value = ''] = /^(\w+)([-:])(\S+)$/.exec(integrity) ?? [];
  const alg = Object.hasOwn(ALGORITHMS, name) ? ALGORITHMS[name] : undefined;
  if (alg === undefined) return [];
  const content = sign === '-' ? Buffer.from(value, 'base64').toString('hex') : value.toLowerCase();
  return new RegExp(`^[0-9a-f]{${LENGTHS[name]}}$`).test(content) ? [{ alg, content }] : [];
}

/** Ids of https://spdx.org/licenses that make up nearly all packages; CycloneDX takes no other texts as ids. */
const SPDX = new Set(
  '0BSD AFL-2.1 AGPL-3.0-only AGPL-3.0-or-later Apache-2.0 Artistic-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause BSL-1.0 CC-BY-3.0 CC-BY-4.0 CC0-1.0 EPL-2.0 GPL-2.0-only GPL-3.0-only GPL-3.0-or-later ISC LGPL-2.1-only LGPL-3.0-only LGPL-3.0-or-later MIT MIT-0 MPL-1.1 MPL-2.0 OFL-1.1 PSF-2.0 Python-2.0 Unlicense W3C WTFPL Zlib'.split(
    ' ',
  ),
);

/** One SPDX id, an expression of several, or whatever else stands there. */
function licenceOf(text: string): NonNullable<SbomComponent['licenses']>[number] {
  if (SPDX.has(text)) return { license: { id: text } };
  const words = text.split(/[\s()]+/).filter((word) => word !== '');
  const isExpression =
    words.length > 1 && words.length < 40 && words.every((word) => SPDX.has(word) || /^(?:AND|OR)$/.test(word));
  return isExpression ? { expression: text } : { license: { name: text.slice(0, 200) } };
}

/** Version 5 in form (RFC 9562), from SHA-256 of the content. */
function uuidOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
