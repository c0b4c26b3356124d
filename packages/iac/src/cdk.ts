import path from 'node:path';
import type { ProjectFiles } from './files.ts';
import { get, type Tree } from './yaml/tree.ts';

/** A stack of a CDK assembly. */
export interface CdkStack {
  readonly name: string;
  /** Template, relative to the root. */
  readonly template: string;
  readonly region: string | undefined;
}

export interface Assembly {
  /** `manifest.json`, relative to the root. */
  readonly file: string;
  readonly stacks: readonly CdkStack[];
}

/** Stacks of one repository that are read even if they are copies of each other. */
const MOST_STACKS = 60;

/**
 * Assemblies that are left out where a repository holds too many stacks: those whose every stack has the name of one in an
 * assembly that is read, which is what committed copies of a synthesis look like.
 * @returns the assembly that is read in place of each
 */
export function copiesOf(assemblies: readonly Assembly[]): ReadonlyMap<Assembly, Assembly> {
  const copies = new Map<Assembly, Assembly>();
  if (assemblies.reduce((sum, { stacks }) => sum + stacks.length, 0) <= MOST_STACKS) return copies;
  // The largest first: an older copy may lack what came later.
  const kept: Assembly[] = [];
  for (const one of [...assemblies].sort((a, b) => b.stacks.length - a.stacks.length)) {
    const original = kept.find(({ stacks }) =>
      one.stacks.every(({ name }) => stacks.some((other) => other.name === name)),
    );
    if (original === undefined || one.stacks.length === 0) kept.push(one);
    else copies.set(one, original);
  }
  return copies;
}

/** Assemblies inside of assemblies: stages, and stages of pipelines. */
const MAX_NESTING = 4;

/**
 * The stacks that `cdk.out/manifest.json` lists, those of stages too. Nested stacks belong to their parents' templates.
 * https://docs.aws.amazon.com/cdk/v2/guide/deploy.html
 * @param manifest relative to the root of `files`
 */
export function readAssembly(manifest: string, files: ProjectFiles, nesting = 0): CdkStack[] {
  const artifacts = get(files.tree({ path: manifest, packaged: true }), 'artifacts');
  const folder = path.posix.dirname(manifest);
  const stacks: CdkStack[] = [];
  for (const [id, { value }] of artifacts?.kind === 'map' ? artifacts.entries : []) {
    const type = text(get(value, 'type'));
    const file = text(get(value, 'properties', 'templateFile'));
    const inner = text(get(value, 'properties', 'directoryName'));
    if (type === 'aws:cloudformation:stack' && file !== undefined) {
      const region = /^aws:\/\/[^/]*\/([a-z0-9-]+)$/.exec(text(get(value, 'environment')) ?? '')?.[1];
      const template = files.inside({ path: `${folder}/${file}` });
      const name = text(get(value, 'properties', 'stackName')) ?? id;
      stacks.push({ name, template, region: region === 'unknown-region' ? undefined : region });
    } else if (type === 'cdk:cloud-assembly' && inner !== undefined && nesting < MAX_NESTING) {
      const next = files.inside({ path: `${folder}/${inner}/manifest.json` });
      if (files.has(path.join(files.root, next))) stacks.push(...readAssembly(next, files, nesting + 1));
    }
  }
  return stacks;
}

function text(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}
