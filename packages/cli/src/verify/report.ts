import type { Io } from '../io.ts';
import { painter } from '../io.ts';
import type { StatementProof } from './prove.ts';
import type { Verification } from './run.ts';

/** What the proof comes to, in a line each for functions and statements. */
export function verificationText({ functions, failed, open }: Verification, io: Io): string {
  const paint = painter(io.out, io.env);
  const lines: string[] = [];
  for (const { functionId, calls, denied, unreadable, statements } of functions) {
    const proven = statements.filter(({ neededBy }) => neededBy > 0).length;
    const verdict = denied.length > 0 ? paint('red', `${denied.length} denied`) : '0 denied';
    lines.push(
      `${paint('bold', functionId)}  ${count(calls, 'call')}, ${verdict}, ${proven} of ${count(statements.length, 'statement')} proven`,
    );
    for (const { denied: why, call } of unique(denied)) {
      lines.push(`  ${paint('red', 'denied')}   ${call.service}:${call.operation}: ${why}`);
    }
    for (const { call } of unique(unreadable)) {
      lines.push(
        `  ${paint('yellow', 'unread')}   ${call.service}:${call.operation}: what it asks for is not known here`,
      );
    }
    for (const proof of statements) lines.push(...statementLines(proof, paint));
    for (const what of open.get(functionId) ?? [])
      lines.push(`  ${paint('yellow', 'open')}     ${what} has no local value`);
  }
  for (const { title, why } of failed)
    lines.push(`${paint('yellow', 'failed')}  ${title}: ${why.replace(/\s+/g, ' ')}`);
  const all = functions.flatMap(({ statements }) => statements);
  const proven = all.filter(({ neededBy }) => neededBy > 0);
  const deniedCalls = functions.reduce((sum, { denied }) => sum + denied.length, 0);
  const mutations = all.flatMap(({ mutations: own }) => own);
  lines.push(
    '',
    verdictOf(
      functions.reduce((sum, { calls }) => sum + calls, 0),
      deniedCalls,
      all.length,
    ),
    `${proven.length} of ${all.length} statements are needed by a call; ${all.length - proven.length} are derived from the code only.`,
    `${mutations.filter(({ denies }) => denies).length} of ${mutations.length} wrong names and conditions are denied.`,
  );
  return `${lines.join('\n')}\n`;
}

function verdictOf(calls: number, denied: number, statements: number): string {
  if (calls === 0 && statements > 0)
    return 'Nothing was called, so nothing is proven: give events, objects or requests.';
  return `${denied === 0 ? 'Sufficient' : 'Not sufficient'} for ${count(calls, 'call')}: ${denied} denied.`;
}

/**
 * Nothing that was called is denied; single functions may have called nothing. Where no function called anything although
 * roles have statements, nothing was shown.
 */
export function isSufficient({ functions }: Verification): boolean {
  const isIdle =
    functions.every(({ calls }) => calls === 0) && functions.some(({ statements }) => statements.length > 0);
  return !isIdle && functions.every(({ denied }) => denied.length === 0);
}

/** The same for programs: each call once, each statement with what shows it. */
export function verificationJson(verification: Verification): string {
  const { functions, failed, open } = verification;
  const report = {
    sufficient: isSufficient(verification),
    functions: functions.map(({ functionId, calls, denied, unreadable, statements }) => ({
      function: functionId,
      calls,
      denied: unique(denied).map(({ call, denied: why }) => ({ call: `${call.service}:${call.operation}`, why })),
      unreadable: unique(unreadable).map(({ call }) => `${call.service}:${call.operation}`),
      statements: statements.map(({ statement, neededBy, spare, mutations }) => ({
        actions: statement.actions,
        resources: statement.resources,
        ...(statement.conditions === undefined ? {} : { conditions: statement.conditions }),
        places: statement.places,
        state: neededBy > 0 ? 'proven' : 'derived',
        neededBy,
        spare,
        mutations,
      })),
      open: open.get(functionId) ?? [],
    })),
    failed,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function statementLines(proof: StatementProof, paint: ReturnType<typeof painter>): string[] {
  const { statement, neededBy, spare, mutations } = proof;
  const what = `${statement.actions.join(', ')} on ${statement.resources.join(', ')}`;
  const wrong = mutations.filter(({ denies }) => !denies);
  const state = neededBy === 0 ? paint('dim', 'derived') : paint('green', 'proven ');
  const place = statement.places[0];
  const lines = [`  ${state}  ${what}${place ? `  ${paint('dim', `${place.file}:${place.line}`)}` : ''}`];
  for (const { part, value } of spare) lines.push(`           ${part} ${value}: no call came to it`);
  for (const { from, to } of wrong)
    lines.push(`           ${paint('red', `${to} in place of ${from} denies nothing`)}`);
  return lines;
}

function unique<
  T extends { readonly call: { readonly service: string; readonly operation: string }; readonly denied?: string },
>(calls: readonly T[]): T[] {
  return [
    ...new Map(calls.map((call) => [`${call.call.service}:${call.call.operation}:${call.denied}`, call])).values(),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
