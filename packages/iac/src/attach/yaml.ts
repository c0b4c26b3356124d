import { isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { added, changed, insertAfter, linesOf, replaceLine, takeOff } from './marks.ts';
import type { AttachOptions, Outcome } from './types.ts';

/** How a template writes what attach needs. */
export interface Dialect {
  /** Where the functions stand, and where the settings of one of them. */
  readonly functions: string;
  readonly inner?: string;
  readonly layers: string;
  readonly environment: string;
  readonly variables?: string;
  readonly runtime: string;
  /** A key with one line of text that every function has. */
  readonly anchor: readonly string[];
  readonly image: readonly string[];
  /** Settings for all functions. */
  readonly shared: readonly string[];
  /** Whether a function's list of layers replaces the shared one. */
  readonly layersReplace: boolean;
  readonly types?: readonly string[];
}

export const SERVERLESS: Dialect = {
  functions: 'functions',
  layers: 'layers',
  environment: 'environment',
  runtime: 'runtime',
  anchor: ['handler'],
  image: ['image'],
  shared: ['provider'],
  layersReplace: true,
};

export const SAM: Dialect = {
  functions: 'Resources',
  inner: 'Properties',
  layers: 'Layers',
  environment: 'Environment',
  variables: 'Variables',
  runtime: 'Runtime',
  anchor: ['Handler'],
  image: ['ImageUri', 'PackageType'],
  shared: ['Globals', 'Function'],
  layersReplace: false,
  types: ['AWS::Serverless::Function', 'AWS::Lambda::Function'],
};

/** Lambda's quota. */
const MAX_LAYERS = 5;
const WRAPPER = 'AWS_LAMBDA_EXEC_WRAPPER';
const NEXT = 'BULKHEAD_EXEC_WRAPPER_NEXT';

/** Names of the functions of a template, in its order. */
export function functionNames(text: string, dialect: Dialect): string[] {
  return functionPairs(open(text).root, dialect).map(([name]) => name);
}

/** Where the functions stand that are not written out here; `undefined` when all are. */
export function elsewhere(text: string, dialect: Dialect): { line: number; column: number } | undefined {
  const { root, at } = open(text);
  const node = root.get(dialect.functions, true) as unknown;
  if (node === undefined || isMap(node)) return undefined;
  const items = isSeq(node) ? node.items : [node];
  const foreign = items.find((item) => !isMap(item)) as { range?: [number, number, number] } | undefined;
  return foreign?.range ? at(foreign.range[0]) : undefined;
}

interface Opened {
  readonly root: YAMLMap;
  readonly at: (offset: number) => { line: number; column: number };
}

function open(text: string): Opened {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false });
  const root = isMap(document.contents) ? document.contents : (document.createNode({}) as YAMLMap);
  return {
    root: root as YAMLMap,
    at: (offset) => {
      const { line, col } = lines.linePos(offset);
      return { line, column: col };
    },
  };
}

function functionPairs(root: YAMLMap, { functions, types }: Dialect): [string, Pair][] {
  const node = root.get(functions, true) as unknown;
  const maps = isMap(node) ? [node] : isSeq(node) ? node.items.filter(isMap) : [];
  return maps.flatMap((map) =>
    map.items
      .filter(({ value }) => !types || (isMap(value) && types.includes(String(value.get('Type')))))
      .map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair] as [string, Pair]),
  );
}

class Refused extends Error {
  readonly offset: number;
  constructor(offset: number, why: string) {
    super(why);
    this.offset = offset;
  }
}

/** Takes off what is there, then puts on what is asked for: twice gives what once gives. */
export function editYaml(text: string, name: string, dialect: Dialect, options: AttachOptions): Outcome {
  let pair = find(text, name, dialect);
  if (!pair) return { is: 'skipped', why: 'is not in the template' };
  const clean = takeOff(text, lineOf(text, startOf(pair.key)), lineOf(text, endOf(pair)) + 1);
  if (options.undo) return { is: 'done', text: clean };
  pair = find(clean, name, dialect)!;
  try {
    return attachYaml(clean, pair, dialect, options);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { line, column } = open(clean).at(error.offset);
    return { is: 'refused', line, column, why: error.message, paste: pasteYaml(dialect, options) };
  }
}

function attachYaml(text: string, pair: Pair, dialect: Dialect, options: AttachOptions): Outcome {
  const { root } = open(text);
  const settings = settingsOf(pair, dialect);
  const shared = root.getIn(dialect.shared, true) as unknown;
  const sharedMap = isMap(shared) ? shared : undefined;
  if (dialect.image.some((key) => isImage(key, settings.get(key)))) {
    return { is: 'skipped', why: 'is a container image, which takes no layers' };
  }
  const runtime = settings.get(dialect.runtime) ?? sharedMap?.get(dialect.runtime);
  if (typeof runtime === 'string' && /^[a-z]/.test(runtime) && !runtime.startsWith('nodejs')) {
    return { is: 'skipped', why: `runs on ${runtime}` };
  }
  const anchor = dialect.anchor.map((key) => pairOf(settings, key)).find((found) => found && isScalar(found.value));
  if (!anchor) throw new Refused(startOf(pair.key), 'has no handler here');
  const merged = settings.items.find(({ key }) => isScalar(key) && key.value === '<<');
  const column = columnOf(text, startOf(anchor.key));
  const step = Math.max(2, column - columnOf(text, startOf(pair.key))) === 4 && !dialect.inner ? 4 : 2;
  const pad = ' '.repeat(column);
  const inPad = ' '.repeat(column + step);

  // From the end of the text to its start, so that lines found before stay where they are.
  const edits: { after: number; lines: string[] }[] = [];
  const afterAnchor: string[] = [];

  const layers = pairOf(settings, dialect.layers);
  if (layers) {
    const list = layers.value;
    if (!isSeq(list) || list.flow || list.anchor || list.items.length === 0)
      throw new Refused(startOf(layers.key), `writes ${dialect.layers} in a way that is not edited here`);
    checkCount(list.items.length, startOf(layers.key));
    const line = lineOf(text, startOf(list.items[0]));
    const dash = linesOf(text)[line]!.indexOf('-');
    edits.push({ after: lineOf(text, startOf(layers.key)), lines: [added(`${' '.repeat(dash)}- ${options.layer}`)] });
  } else {
    if (merged) throw new Refused(startOf(merged.key), 'is merged from elsewhere (<<)');
    const common = dialect.layersReplace && sharedMap ? pairOf(sharedMap, dialect.layers) : undefined;
    const kept = common ? itemTexts(text, common) : [];
    checkCount(kept.length, startOf(pair.key));
    afterAnchor.push(`${pad}${dialect.layers}:`, ...[options.layer, ...kept].map((item) => `${inPad}- ${item}`));
  }

  const environment = pairOf(settings, dialect.environment);
  if (!environment && merged) throw new Refused(startOf(merged.key), 'is merged from elsewhere (<<)');
  const inner = environment && dialect.variables ? mapPair(environment, dialect.variables) : environment;
  const wrapperOf = (map: YAMLMap | undefined) => (map ? pairOf(map, WRAPPER) : undefined);
  const sharedVariables = sharedMap?.getIn(
    dialect.variables ? [dialect.environment, dialect.variables] : [dialect.environment],
    true,
  );
  const inherited = wrapperOf(isMap(sharedVariables) ? sharedVariables : undefined);
  const next = (map: YAMLMap | undefined): string[] => {
    if (wrapperOf(map) || !inherited) return [];
    return [`${NEXT}: ${sourceOf(text, inherited.value)}`];
  };
  const variables = [`${WRAPPER}: ${options.wrapper}`, `BULKHEAD_MODE: "${options.mode}"`];
  let wrapperLine: number | undefined;
  if (inner) {
    const map = inner.value;
    if (
      !isMap(map) ||
      map.flow ||
      map.anchor ||
      map.items.length === 0 ||
      map.items.some((item) => isAlias(item.value) && isScalar(item.key) && item.key.value === '<<')
    )
      throw new Refused(startOf(inner.key), 'writes its environment in a way that is not edited here');
    const old = wrapperOf(map as YAMLMap);
    if (old) {
      if (sourceOf(text, old.value) === options.wrapper) return { is: 'skipped', why: 'has the layer by hand' };
      wrapperLine = lineOf(text, startOf(old.key));
    }
    const mode = pairOf(map as YAMLMap, 'BULKHEAD_MODE');
    if (mode) throw new Refused(startOf(mode.key), 'sets BULKHEAD_MODE by hand');
    const at = ' '.repeat(columnOf(text, startOf(map.items[0]!.key)));
    edits.push({
      after: lineOf(text, startOf(inner.key)),
      lines: [...variables, ...next(map as YAMLMap)].map((line) => added(at + line)),
    });
  } else {
    const rows = [...variables, ...next(undefined)];
    if (environment) {
      // SAM's Environment without Variables has nothing else to hold.
      throw new Refused(startOf(environment.key), 'writes its environment in a way that is not edited here');
    }
    afterAnchor.push(`${pad}${dialect.environment}:`);
    const deep = dialect.variables ? ' '.repeat(column + 2 * step) : inPad;
    if (dialect.variables) afterAnchor.push(`${inPad}${dialect.variables}:`);
    afterAnchor.push(...rows.map((line) => deep + line));
  }
  if (afterAnchor.length > 0) {
    edits.push({ after: lineOf(text, endOf(anchor) - 1), lines: afterAnchor.map(added) });
  }
  let result = text;
  if (wrapperLine !== undefined) {
    result = replaceLine(result, wrapperLine, (line) => changed(line.replace(WRAPPER, NEXT), line));
  }
  for (const { after, lines } of edits.sort((a, b) => b.after - a.after)) result = insertAfter(result, after, lines);
  return { is: 'done', text: result };
}

function isImage(key: string, value: unknown): boolean {
  return key === 'PackageType' ? value === 'Image' : value !== undefined;
}

function checkCount(present: number, offset: number): void {
  if (present >= MAX_LAYERS) throw new Refused(offset, `has ${present} layers, and Lambda takes ${MAX_LAYERS}`);
}

function settingsOf(pair: Pair, { inner }: Dialect): YAMLMap {
  const settings = inner && isMap(pair.value) ? (pair.value.get(inner, true) as unknown) : pair.value;
  if (!isMap(settings) || settings.flow || settings.items.length === 0) {
    throw new Refused(startOf(pair.key), 'is not written as a block of keys');
  }
  return settings as YAMLMap;
}

function find(text: string, name: string, dialect: Dialect): Pair | undefined {
  return functionPairs(open(text).root, dialect).find(([id]) => id === name)?.[1];
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((item) => isScalar(item.key) && item.key.value === key) as Pair | undefined;
}

function mapPair(pair: Pair, key: string): Pair | undefined {
  return isMap(pair.value) ? pairOf(pair.value as YAMLMap, key) : undefined;
}

/** Items of a shared list as they are written; a list of another form cannot be repeated. */
function itemTexts(text: string, pair: Pair): string[] {
  const list = pair.value;
  if (!isSeq(list) || list.flow) throw new Refused(startOf(pair.key), 'gets layers from here that are not edited');
  return list.items.map((item) => {
    const source = sourceOf(text, item);
    if (source.includes('\n')) throw new Refused(startOf(item), 'gets layers from here that are not edited');
    return source;
  });
}

interface Ranged {
  readonly range?: readonly [number, number, number] | null;
  readonly tag?: string;
}

const startOf = (node: unknown): number => (node as Ranged | null)?.range?.[0] ?? 0;
function endOf(pair: Pair): number {
  return (pair.value as Ranged | null)?.range?.[1] ?? (pair.key as Ranged).range![1];
}
function sourceOf(text: string, node: unknown): string {
  const [from, to] = (node as Ranged).range!;
  // A tag stands before its node's range.
  const line = text.slice(text.lastIndexOf('\n', from) + 1, from);
  const tag = /(![\w:]+[ \t]+)$/.exec(line)?.[1] ?? '';
  return tag + text.slice(from, to);
}
const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length - 1;
const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

function pasteYaml({ layers, environment, variables }: Dialect, { layer, wrapper, mode }: AttachOptions): string {
  const pad = variables ? '    ' : '  ';
  return [
    `${layers}:`,
    `  - ${layer}`,
    `${environment}:`,
    ...(variables ? [`  ${variables}:`] : []),
    `${pad}${WRAPPER}: ${wrapper}`,
    `${pad}BULKHEAD_MODE: "${mode}"`,
    `${pad}# ${NEXT}: the wrapper that was here before, if there was one`,
  ].join('\n');
}
