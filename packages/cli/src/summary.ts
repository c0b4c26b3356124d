import { localValue } from '@bulkhead/iac';
import type { Lab, LabFunctionStatus } from '@bulkhead/lab';
import { type Io, painter } from './io.ts';
import type { Project } from './project.ts';
import { readTryRequests } from './try-requests.ts';

/** Prints what runs where, what stayed unknown, and requests ready to paste. Machine-readable parts (URLs) go to standard output. */
export function printSummary(
  projects: readonly Project[],
  labs: readonly Lab[],
  consoleUrl: string,
  isProtected: boolean,
  io: Io,
): void {
  const paint = painter(io.out, io.env);
  const lines: string[] = [];
  for (const [index, project] of projects.entries()) {
    const lab = labs[index]!;
    const { app } = project;
    lines.push(
      '',
      `${paint('bold', app.name)}  ${paint('dim', `${app.framework}, ${app.file}, stage ${app.stage}`)}  ${lab.url}`,
    );
    for (const note of [project.note ?? [], app.notes ?? []].flat()) lines.push(paint('dim', `  ${note}`));
    const policy = project.policyFile ?? 'default (patterns in events alert, hooks block)';
    lines.push(paint('dim', isProtected ? `  policy: ${policy}` : '  policy: none is in force (--no-protect)'));
    for (const fn of lab.functions) lines.push(...describeFunction(fn, lab, paint));
    if (app.unknowns.length > 0) lines.push(...describeUnknowns(project, paint));
    for (const entry of readTryRequests(app.root, lab)) {
      lines.push('', `  ${paint('cyan', entry.title)}`, `    ${entry.command}`, paint('dim', `    ${entry.shows}`));
    }
  }
  lines.push('', `${paint('bold', 'Console')}  ${consoleUrl}`, paint('dim', 'Ctrl-C stops everything.'), '');
  io.out.write(`${lines.join('\n')}\n`);
}

type Paint = ReturnType<typeof painter>;

function describeFunction(fn: LabFunctionStatus, lab: Lab, paint: Paint): string[] {
  const triggers = (lab.triggers ?? []).filter(({ functionId }) => functionId === fn.id);
  const reason = fn.reason && !isBroken(fn) ? paint('dim', ` (${fn.reason})`) : '';
  return [
    `  ${fn.id}  ${describeState(fn, paint)}${reason}  ${paint('dim', fn.runsOn)}`,
    ...fn.urls.map((entry) => `    ${entry.method.padEnd(6)} ${entry.url}`),
    ...triggers.map(({ type, source, reason }) =>
      source === undefined ? paint('yellow', `    ${type} is not delivered: ${reason}`) : `    from   ${source}`,
    ),
    // Nothing else would say how to call it: a schedule, a state machine, a WebSocket, another stack.
    ...(fn.ric !== 'none' && fn.urls.length === 0 && triggers.every(({ source }) => source === undefined)
      ? [paint('dim', `    POST   ${lab.url}/2015-03-31/functions/${encodeURIComponent(fn.name)}/invocations`)]
      : []),
  ];
}

function describeState(fn: LabFunctionStatus, paint: Paint): string {
  if (fn.ric === 'none') return paint('red', 'cannot run');
  if (isBroken(fn)) return paint('red', 'does not build');
  return fn.protected ? paint('green', 'protected') : paint('yellow', 'not protected');
}

/** Of a function that is protected, the reason is why its code could not be built, which is told above. */
function isBroken(fn: LabFunctionStatus): boolean {
  return fn.protected && fn.reason !== undefined;
}

/** At most this many unknown values are listed; the rest is counted. */
const UNKNOWNS_SHOWN = 5;

function describeUnknowns({ app }: Project, paint: Paint): string[] {
  // What a note says is not said again.
  const isNoted = ({ unknown, place }: (typeof app.unknowns)[number]) =>
    app.notes?.some((note) => note.includes(unknown) && note.startsWith(`${place?.file}:${place?.line}:`)) === true;
  const open = app.unknowns.filter((one) => !isNoted(one));
  // Of these the functions have a value: nobody has to do anything about them.
  const replaced = open.filter((one) => localValue(app, one) !== undefined);
  const unknowns = open.filter((one) => !replaced.includes(one));
  const names = [...new Set(replaced.map(({ expression }) => expression.slice(0, 40)))];
  const local =
    names.length === 0
      ? []
      : [
          paint(
            'dim',
            `  local values stand in for ${names.slice(0, UNKNOWNS_SHOWN).join(', ')}${names.length > UNKNOWNS_SHOWN ? ` and ${names.length - UNKNOWNS_SHOWN} more` : ''}`,
          ),
        ];
  if (unknowns.length === 0) return local;
  const shown = unknowns.slice(0, UNKNOWNS_SHOWN).map(({ expression, unknown, place }) => {
    const where = place ? `${place.file}:${place.line}` : app.file;
    return paint('dim', `    ${where}  ${expression.slice(0, 80)}  ${unknown}`);
  });
  const rest = unknowns.length - shown.length;
  return [
    ...local,
    paint(
      'yellow',
      unknowns.length === 1
        ? '  1 value is not known before a deploy:'
        : `  ${unknowns.length} values are not known before a deploy:`,
    ),
    ...shown,
    ...(rest > 0 ? [paint('dim', `    … and ${rest} more`)] : []),
  ];
}
