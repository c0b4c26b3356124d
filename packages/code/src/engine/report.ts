import {
  type AwsCall,
  type CodeFact,
  type CodeProblem,
  type Flow,
  flowSite,
  type ModuleUse,
  type SourcePlace,
  type StaticValue,
  type Use,
} from '@bulkhead/core';

/*
 * What one module's load, or one function's run, has told. Loops and calls from several places tell the same thing again;
 * it is kept once.
 */

const MOST_CALLS_A_PLACE = 24;

export interface Report {
  readonly calls: Map<string, AwsCall>;
  /** By how many ways each call's place was reached. */
  readonly ways: Map<string, number>;
  readonly flows: Map<string, Flow>;
  readonly uses: Map<string, Use>;
  readonly facts: Map<string, CodeFact>;
  readonly problems: Map<string, CodeProblem>;
  readonly files: Set<string>;
  readonly modules: Map<string, ModuleUse>;
  /** Something is written to the log. */
  logs: boolean;
  /** Reports of modules that were loaded on the way. */
  readonly imported: Set<Report>;
}

export function newReport(): Report {
  return {
    calls: new Map(),
    ways: new Map(),
    flows: new Map(),
    uses: new Map(),
    facts: new Map(),
    problems: new Map(),
    files: new Set(),
    modules: new Map(),
    logs: false,
    imported: new Set(),
  };
}

export function placeKey(place: SourcePlace): string {
  return `${place.file}:${place.line}:${place.column}`;
}

export function addCall(report: Report, call: AwsCall): void {
  const here = `${placeKey(call.place)} ${call.service}:${call.operation} ${call.during}`;
  let key = `${here} ${call.trail.map(placeKey).join(' ')}`;
  const known = report.calls.get(key);
  if (known === undefined) {
    // Places that are reached by very many ways share the last entry.
    const ways = report.ways.get(here) ?? 0;
    if (ways >= MOST_CALLS_A_PLACE) key = here;
    else report.ways.set(here, ways + 1);
  }
  const same = report.calls.get(key);
  report.calls.set(key, same === undefined ? call : { ...same, input: joinStatic(same.input, call.input) });
}

export function addFlow(report: Report, flow: Flow): void {
  const sink = flow.steps.at(-1);
  const site = flowSite(flow);
  const at = [sink?.place, site].map((place) => (place === undefined ? '' : placeKey(place)));
  const key = `${flow.class} ${flow.carries} ${flow.source} ${at.join(' ')}`;
  const known = report.flows.get(key);
  if (known === undefined || (known.confidence === 'medium' && flow.confidence === 'high')) report.flows.set(key, flow);
}

export function addUse(report: Report, use: Use): void {
  const key = `${use.kind} ${placeKey(use.place)}`;
  const known = report.uses.get(key);
  report.uses.set(key, known === undefined ? use : { ...use, what: joinStatic(known.what, use.what) });
}

export function addFact(report: Report, fact: CodeFact): void {
  const key = `${fact.kind} ${placeKey(fact.place)} ${fact.subject}`;
  if (!report.facts.has(key)) report.facts.set(key, fact);
}

export function addProblem(report: Report, problem: CodeProblem): void {
  const key = `${problem.kind} ${placeKey(problem.place)} ${problem.message}`;
  if (!report.problems.has(key)) report.problems.set(key, problem);
}

export function addModule(report: Report, use: ModuleUse): void {
  if (!report.modules.has(use.name)) report.modules.set(use.name, use);
}

/** A function's own report and those of every module that it reaches, in one. */
export function wholeReport(own: Report): Report {
  const whole = newReport();
  const seen = new Set<Report>();
  const waiting = [own];
  for (let report = waiting.pop(); report !== undefined; report = waiting.pop()) {
    if (seen.has(report)) continue;
    seen.add(report);
    for (const [key, call] of report.calls) whole.calls.set(key, call);
    for (const flow of report.flows.values()) addFlow(whole, flow);
    for (const [key, use] of report.uses) whole.uses.set(key, use);
    for (const [key, fact] of report.facts) whole.facts.set(key, fact);
    for (const [key, problem] of report.problems) whole.problems.set(key, problem);
    for (const file of report.files) whole.files.add(file);
    for (const use of report.modules.values()) addModule(whole, use);
    whole.logs ||= report.logs;
    waiting.push(...report.imported);
  }
  return whole;
}

const MISSING: StaticValue = { kind: 'literal', value: null };

/** Either of two values; objects field by field. */
export function joinStatic(a: StaticValue, b: StaticValue): StaticValue {
  if (sameStatic(a, b)) return a;
  if (a.kind === 'object' && b.kind === 'object') {
    const fields: Record<string, StaticValue> = {};
    for (const name of new Set([...Object.keys(a.fields), ...Object.keys(b.fields)])) {
      const [one, other] = [a.fields[name], b.fields[name]];
      // A field that one of them lacks is not always there: without a version's id S3 asks for another action.
      fields[name] = joinStatic(one ?? MISSING, other ?? MISSING);
    }
    const computed = [...(a.computed ?? [])];
    for (const field of b.computed ?? []) {
      if (!computed.some(({ key }) => sameStatic(key, field.key))) computed.push(field);
    }
    const open = a.open || b.open;
    return { kind: 'object', fields, open, ...(computed.length === 0 ? {} : { computed: computed.slice(0, 16) }) };
  }
  if (a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) {
    return {
      kind: 'list',
      items: a.items.map((item, i) => joinStatic(item, b.items[i] as StaticValue)),
      open: a.open || b.open,
    };
  }
  const options = [...(a.kind === 'either' ? a.options : [a])];
  for (const option of b.kind === 'either' ? b.options : [b]) {
    if (!options.some((known) => sameStatic(known, option))) options.push(option);
  }
  return { kind: 'either', options: options.slice(0, 24) };
}

function sameStatic(a: StaticValue, b: StaticValue): boolean {
  return a === b || (a.kind === b.kind && JSON.stringify(a) === JSON.stringify(b));
}
