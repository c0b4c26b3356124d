import type { App, CodeAnalysis } from '@bulkhead/core';
import { linkStacks, NO_LINKS, type StackFacts, type StackLinks, stackFacts } from '@bulkhead/iac';
import { type PostureModel, type Wiring, wiringOf } from '@bulkhead/rules';
import { aroundStacks } from './around.ts';
import { postureModel } from './model.ts';

/** What is known of a stack without reading it again: plain data. */
export interface KnownStack {
  readonly facts: StackFacts;
  readonly wiring: Wiring;
  /** Of what others told it, and of what they do with it, when it was read. */
  readonly links: string;
  readonly around: string;
}

/** A stack that was read, with everything that rules look at. */
export interface ReadStack extends KnownStack {
  readonly app: App;
  readonly model: PostureModel;
}

/** Stacks of the same repository that are read elsewhere at the same time. */
export interface OtherStacks {
  /**
   * @param own facts of what is read here
   * @returns those of the others, and files of what is read here that are parts of theirs
   */
  facts(
    own: readonly StackFacts[],
  ): Promise<{ readonly facts: readonly StackFacts[]; readonly dropped: readonly string[] }>;
  wirings(own: readonly Wiring[]): Promise<readonly Wiring[]>;
}

export interface StacksOptions {
  readonly now: number;
  readonly withoutCode: boolean;
  readonly withoutPolicy?: boolean;
  /** The code, where finding the one application took reading it. */
  readonly code?: CodeAnalysis;
  /** Told as each application begins. */
  readonly onApp?: (app: App, index: number, count: number) => void;
  /** Reads stacks that were known, because what others tell them has changed. */
  readonly readAgain?: (files: ReadonlySet<string>) => Promise<readonly App[]>;
  readonly others?: OtherStacks;
}

/**
 * Reads the stacks of a repository together. What one takes from another is put in its place before its code is read; ways
 * from function to function are looked for in all of them at once. A stack that is known stays unread as long as the
 * others tell it what they told it then.
 * @param known by template, relative to the root; those that had to be read again are taken out
 */
export async function readStacks(
  apps: readonly App[],
  known: Map<string, KnownStack>,
  options: StacksOptions,
): Promise<readonly ReadStack[]> {
  const facts = new Map<string, StackFacts>();
  for (const [file, stack] of known) facts.set(file, stack.facts);
  for (const app of apps) facts.set(app.file, stackFacts(app));
  const told = await options.others?.facts([...facts.values()]);
  for (const one of told?.facts ?? []) facts.set(one.file, one);
  for (const file of told?.dropped ?? []) facts.delete(file);
  const links = linkStacks(inOrder(facts.values()));
  const linksOf = (file: string): StackLinks => links.get(file) ?? NO_LINKS;

  const reading = apps.filter(({ file }) => facts.has(file));
  const takeBack = async (isStale: (stack: KnownStack, file: string) => boolean): Promise<readonly App[]> => {
    const files = new Set([...known].filter(([file, stack]) => isStale(stack, file)).map(([file]) => file));
    if (files.size === 0 || !options.readAgain) return [];
    const again = await options.readAgain(files);
    for (const { file } of again) known.delete(file);
    return again;
  };
  reading.push(...(await takeBack((stack, file) => stack.links !== linksOf(file).identity)));

  const models = new Map<string, PostureModel>();
  const wirings = new Map<string, Wiring>();
  for (const [file, stack] of known) wirings.set(file, stack.wiring);
  const model = async (app: App, index: number, count: number): Promise<void> => {
    options.onApp?.(app, index, count);
    const { now, withoutCode, withoutPolicy = false, code } = options;
    const links = linksOf(app.file);
    const made = await postureModel(app, { now, withoutCode, withoutPolicy, links, ...(code ? { code } : {}) });
    models.set(app.file, made);
    wirings.set(app.file, wiringOf(made));
  };
  for (const [index, app] of reading.entries()) await model(app, index, reading.length);
  for (const one of (await options.others?.wirings([...wirings.values()])) ?? []) wirings.set(one.file, one);
  const around = aroundStacks(inOrder(wirings.values()));
  const changed = await takeBack((stack, file) => stack.around !== around.get(file)?.identity);
  for (const [index, app] of changed.entries()) {
    await model(app, reading.length + index, reading.length + changed.length);
  }
  return [...reading, ...changed].map((app) => ({
    app,
    facts: facts.get(app.file)!,
    wiring: wirings.get(app.file)!,
    links: linksOf(app.file).identity,
    around: around.get(app.file)!.identity,
    // The same object: what rules have looked up in it is kept by it.
    model: Object.assign(models.get(app.file)!, { around: around.get(app.file)! }),
  }));
}

/** The same whoever read which of them, and when. */
function inOrder<T extends { readonly file: string }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => (a.file < b.file ? -1 : 1));
}
