import { resolve } from 'node:path';
import { analyseApp, endpointOf, readConfiguration } from '@bulkhead/code';
import {
  type App,
  type BehaviourKind,
  type FunctionCode,
  isUnknown,
  type LambdaFunction,
  type SourcePlace,
  type StaticValue,
  TRIGGER_IDS,
} from '@bulkhead/core';
import { type LoadOptions, loadApp } from '@bulkhead/iac';
import { type Profile, sightings } from './profile.ts';

/** A behaviour whose name the code decides at run time: a person has to complete the profile here. */
export interface OpenBehaviour {
  readonly function: string;
  /** What cannot be named; left out where code was not read and it may be anything. */
  readonly kind?: BehaviourKind;
  /** In words for a person, a whole clause. */
  readonly what: string;
  readonly place: SourcePlace;
}

/**
 * What the functions of a project do according to their code, without running them: triggers, hosts (those of AWS's
 * services among them), programs, folders written to. In the names that the guard uses, so that what it records can be
 * compared.
 * @param project its folder or template, or what was read of it
 * @throws BulkheadError for a template that cannot be read
 */
export async function profileFromCode(
  project: string | App,
  options: LoadOptions = {},
): Promise<{ readonly profile: Profile; readonly open: readonly OpenBehaviour[] }> {
  const app =
    typeof project === 'string'
      ? await loadApp(resolve(project), { env: {}, readSource: readConfiguration, ...options })
      : project;
  const code = await analyseApp(app);
  const profile: Profile = new Map();
  const open: OpenBehaviour[] = [];
  for (const fn of app.functions) {
    const name = isUnknown(fn.name) ? fn.id : fn.name;
    for (const trigger of triggersOf(fn)) sightings(profile, name, 'trigger').set(trigger, at(fn.place));
    const read = code.functions.get(fn.id);
    if (read) addCode(profile, name, read, app, fn, open);
  }
  const problems = [...code.functions.values()].flatMap((read) =>
    read.problems.map((problem) => ({ ...problem, functionId: read.functionId })),
  );
  for (const { functionId, message, place } of [...code.problems, ...problems]) {
    const fn = app.functions.find(({ id }) => id === functionId);
    const what = `its code was not read whole: ${message}`;
    open.push({ function: fn && !isUnknown(fn.name) ? fn.name : functionId, what, place });
  }
  return { profile, open };
}

const at = (place: SourcePlace) => ({ count: 0, first: 0, last: 0, place });

function triggersOf(fn: LambdaFunction): string[] {
  const ids = fn.triggers.map(({ type, ...trigger }) =>
    type === 'other' && 'name' in trigger
      ? /^schedule/i.test(trigger.name)
        ? 'scheduled'
        : trigger.name.toLowerCase()
      : type,
  );
  const known = ids.filter((id) => (TRIGGER_IDS as readonly string[]).includes(id));
  // Without a trigger somebody has to invoke it.
  return ids.length === 0 ? ['unknown'] : [...new Set(known)];
}

function addCode(
  profile: Profile,
  name: string,
  { calls, uses }: FunctionCode,
  app: App,
  fn: LambdaFunction,
  open: OpenBehaviour[],
): void {
  const region = isUnknown(app.region) ? '*' : app.region;
  const isTold = (kind: BehaviourKind, what: string, place: SourcePlace) =>
    open.push({ function: name, kind, what: `${what} is decided at run time`, place });
  for (const { service, place, by } of calls) {
    // Somebody else uses what is signed here.
    if (by === 'presign') continue;
    const endpoint = endpointOf(service);
    // Every API has a host of its own.
    if (endpoint === undefined || endpoint === 'execute-api') isTold('connect', `the host of ${service}`, place);
    else
      for (const host of hostsOf(endpoint, region)) sightings(profile, name, 'connect').set(`${host}:443`, at(place));
  }
  for (const { kind, what, place } of uses) {
    const texts = textsOf(what, fn);
    if (kind === 'host') {
      for (const text of texts) {
        const host = hostOf(text);
        if (host === undefined) isTold('connect', 'a host', place);
        else sightings(profile, name, 'connect').set(host, at(place));
      }
    } else if (kind === 'process') {
      for (const program of texts.flatMap(programsOf)) {
        if (program === undefined) isTold('program', 'a program', place);
        else sightings(profile, name, 'program').set(program, at(place));
      }
    } else if (kind === 'write') {
      for (const text of texts) {
        const folder = text.slice(0, text.lastIndexOf('/'));
        if (text.startsWith('/') && folder !== '' && !folder.includes('*'))
          sightings(profile, name, 'write').set(folder, at(place));
        else isTold('write', 'a file that is written', place);
      }
    }
  }
}

/**
 * What a process runs: one program, or, of a command line, the shell and the first word of each command in it.
 * `undefined` for one that only the run knows.
 */
function programsOf(text: string): (string | undefined)[] {
  const commands = text.trim().split(/\|\|?|&&?|;|\n|\$\(|`/);
  const named = commands.map((command) =>
    /^\s*(?:\w+=\S*\s+)*([\w./-]+)(?=\s|$)/.exec(command)?.[1]?.split('/').at(-1),
  );
  return /\s/.test(text.trim()) ? ['sh', ...named] : named;
}

/** S3 has a host for each bucket as well. */
function hostsOf(endpoint: string, region: string): string[] {
  const host = `${endpoint}.${region}.amazonaws.com`;
  return endpoint === 's3' ? [host, `*.${host}`] : [host];
}

/** `https://api.example.com/x` gives `api.example.com:443`; a part that is open becomes `*` behind the first label only. */
function hostOf(url: string): string | undefined {
  const match = /^(https?):\/\/([^/?#@\s]{1,255})(?:[/?#]|$)/.exec(url);
  if (!match) return undefined;
  const [host = '', port] = match[2]!.toLowerCase().split(':');
  // `*` alone, or in the registered part of the name, would allow anybody's host.
  if (!/^(?:\*\.)?[\w-]+(?:\.[\w-]+)+$|^localhost$/.test(host)) return undefined;
  return `${host}:${port ?? (match[1] === 'https' ? '443' : '80')}`;
}

/** Most texts that one value stands for here. */
const MOST = 20;

/** Every text that a value may be, `*` for what only the run decides; environment variables as the template sets them. */
function textsOf(value: StaticValue, fn: LambdaFunction): string[] {
  switch (value.kind) {
    case 'literal':
      return [String(value.value)];
    case 'environment': {
      const set = fn.environment[value.name];
      if (typeof set === 'string') return [set];
      return set === undefined && value.fallback ? textsOf(value.fallback, fn) : ['*'];
    }
    case 'either':
      return [...new Set(value.options.flatMap((option) => textsOf(option, fn)))].slice(0, MOST);
    case 'concat':
      return value.parts
        .reduce<string[]>(
          (all, part) => {
            const texts = textsOf(part, fn);
            return all.flatMap((head) => texts.map((tail) => head + tail)).slice(0, MOST);
          },
          [''],
        )
        .map((text) => text.replace(/\*+/g, '*'));
    default:
      return ['*'];
  }
}
