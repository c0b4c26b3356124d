import path from 'node:path';
import type { SourcePlace } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import type { ProjectFiles } from '../files.ts';
import { parseHcl } from '../hcl/parse.ts';
import type { HclAttribute, HclBlock, HclExpression } from '../hcl/types.ts';

/** One folder of Terraform files: a module, in Terraform's words. */
export interface Configuration {
  /** Relative to the project root; `''` for the root. */
  readonly folder: string;
  /** Files read, relative to the project root. */
  readonly files: readonly string[];
  readonly variables: ReadonlyMap<string, HclBlock>;
  readonly locals: ReadonlyMap<string, HclAttribute>;
  readonly outputs: ReadonlyMap<string, HclBlock>;
  /** By `type.name`, in file order. */
  readonly resources: ReadonlyMap<string, HclBlock>;
  readonly data: ReadonlyMap<string, HclBlock>;
  readonly modules: ReadonlyMap<string, HclBlock>;
  readonly providers: readonly HclBlock[];
  /** `terraform` blocks. */
  readonly settings: readonly HclBlock[];
  /** From `terraform.tfvars` and `*.auto.tfvars`. */
  readonly given: ReadonlyMap<string, HclExpression>;
}

/** Files of one folder that are read. */
const MAX_FILES = 200;

/** The `.tf` files among the names of a folder, in the order in which they are read: `override.tf` files win, as in Terraform. */
export function sourceNames(names: readonly string[]): readonly string[] {
  const isOverride = (name: string) => /(?:^|_)override\.tf$/.test(name);
  return names
    .filter((name) => name.endsWith('.tf'))
    .slice(0, MAX_FILES)
    .sort((a, b) => Number(isOverride(a)) - Number(isOverride(b)) || (a < b ? -1 : 1));
}

/** Reads the `.tf` files of one folder; `undefined` where there is none. */
export function readConfiguration(
  folder: string,
  names: readonly string[],
  files: ProjectFiles,
): Configuration | undefined {
  const ordered = sourceNames(names);
  if (ordered.length === 0) return undefined;
  const blocks = {
    variable: new Map<string, HclBlock>(),
    output: new Map<string, HclBlock>(),
    resource: new Map<string, HclBlock>(),
    data: new Map<string, HclBlock>(),
    module: new Map<string, HclBlock>(),
  };
  const locals = new Map<string, HclAttribute>();
  const providers: HclBlock[] = [];
  const settings: HclBlock[] = [];
  const read = (name: string) => {
    const file = folder === '' ? name : `${folder}/${name}`;
    const content = files.text({ path: path.join(files.root, file) });
    return content && { file, body: parseHcl(content.text, content.file) };
  };
  const readFiles: string[] = [];
  for (const name of ordered) {
    const found = read(name);
    if (!found) continue;
    readFiles.push(found.file);
    for (const block of found.body.blocks) {
      if (block.type === 'locals') for (const [key, attribute] of block.body.attributes) locals.set(key, attribute);
      else if (block.type === 'provider') providers.push(block);
      else if (block.type === 'terraform') settings.push(block);
      else if (Object.hasOwn(blocks, block.type)) {
        const type = block.type as keyof typeof blocks;
        const wanted = type === 'resource' || type === 'data' ? 2 : 1;
        if (block.labels.length !== wanted) throw badTemplate(block.place, `${type} takes ${wanted} names`);
        blocks[type].set(block.labels.join('.'), block);
      }
    }
  }
  const given = new Map<string, HclExpression>();
  for (const name of names.filter((one) => one === 'terraform.tfvars' || one.endsWith('.auto.tfvars'))) {
    for (const [key, attribute] of read(name)?.body.attributes ?? []) given.set(key, attribute.value);
  }
  return {
    folder,
    files: readFiles,
    variables: blocks.variable,
    locals,
    outputs: blocks.output,
    resources: blocks.resource,
    data: blocks.data,
    modules: blocks.module,
    providers,
    settings,
    given,
  };
}

/** The place of a block's attribute, or of the block. */
export function placeIn(block: HclBlock, attribute: string): SourcePlace {
  return block.body.attributes.get(attribute)?.place ?? block.place;
}
