import { cpSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import type { DeployedResource } from '@bulkhead/core';
import { loadApp } from '@bulkhead/iac';
import { type PostureModel, RULES, type RuleResult } from '@bulkhead/rules';
import { postureModel } from '../model.ts';
import { FIXTURE_DAY } from '../testing/project.ts';
import type { Peer, PeerRow } from './rows.ts';

/** Ids of our rules by a peer's rule. */
export function rulesByPeer(peer: Peer | 'parliament'): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const { id, peers } of RULES) {
    for (const text of peers) {
      const [tool, name = ''] = text.split(' ');
      if (tool === peer) map.set(name, [...(map.get(name) ?? []), id]);
    }
  }
  return map;
}

const models = new Map<string, Promise<PostureModel>>();

/** A file's model, read once; a Terraform file is read with its whole folder. */
export function modelOfFile(file: string): Promise<PostureModel> {
  const folder = folderOf(file);
  const key = folder ?? file;
  let model = models.get(key);
  if (!model) {
    model = readModel(file, folder);
    models.set(key, model);
  }
  return model;
}

/** The model of a template that is given as JSON. */
export async function modelOfText(text: string): Promise<PostureModel> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'peer-')));
  try {
    writeFileSync(join(root, 'template.json'), text);
    return await postureModel(await loadApp(root, { env: {} }), { now: FIXTURE_DAY });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The whole folder, where one file says too little. */
function folderOf(file: string): string | undefined {
  if (statSync(file).isDirectory()) return file;
  return file.endsWith('.tf') || basename(file) === 'serverless.yml' ? dirname(file) : undefined;
}

async function readModel(file: string, folder: string | undefined): Promise<PostureModel> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'peer-')));
  try {
    const template = join(root, `template${extname(file) === '.json' ? '.json' : '.yaml'}`);
    cpSync(folder ?? file, folder ? root : template, { recursive: true });
    const app = await loadApp(folder ? root : template, { env: {} });
    return await postureModel(app, { now: FIXTURE_DAY });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The failures that rules find, each with its rule; not yet merged by place. */
export function sayOf(
  model: PostureModel,
  rules: readonly string[],
): readonly (RuleResult & { readonly rule: string })[] {
  return rules
    .flatMap((rule) => [...RULES.find(({ id }) => id === rule)!.check(model)].map((result) => ({ ...result, rule })))
    .filter(({ verdict }) => verdict !== 'unknown');
}

/** What our rules say of a row's resources. */
export async function ourVerdict(row: PeerRow, rules: readonly string[]): Promise<'fail' | 'pass'> {
  const model = await modelOfFile(row.file);
  const failures = sayOf(model, rules);
  if (row.resources.length === 0) return failures.length > 0 ? 'fail' : 'pass';
  return failures.some((failure) => row.resources.some((id) => concerns(failure, id, model))) ? 'fail' : 'pass';
}

/**
 * Whether a finding speaks of a resource: by its subject, by the function that is deployed as it or runs with it, by its place
 * (what a framework or a deployment makes stands where its maker stands), or where either refers to the other (a policy and
 * its bucket, a stage and its API).
 */
function concerns({ subject, place }: RuleResult, id: string, { app, resources }: PostureModel): boolean {
  if (subject === id) return true;
  const fn = app.functions.find((candidate) => candidate.id === subject);
  if (fn) return fn.logicalId === id || fn.role === id;
  if (ownerOf(place, app) === id) return true;
  const mine = resources.find((resource) => resource.id === subject);
  const theirs = resources.find((resource) => resource.id === id);
  return (mine !== undefined && refersTo(mine, id)) || (theirs !== undefined && refersTo(theirs, subject));
}

/** The resource of the template in whose lines a place lies. */
function ownerOf(
  { file, line }: RuleResult['place'],
  { resources, functions }: PostureModel['app'],
): string | undefined {
  const above = [...resources, ...functions].filter(({ place }) => place.file === file && place.line <= line);
  return above.sort((a, b) => b.place.line - a.place.line)[0]?.id;
}

function refersTo(resource: DeployedResource, id: string): boolean {
  return JSON.stringify(resource.properties).includes(`"ref":${JSON.stringify(id)}`);
}
