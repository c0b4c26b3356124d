import { factCheck } from '../helpers/facts.ts';
import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { type FunctionView, nameOf, variableOf } from '../helpers/functions.ts';
import { textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/** Lines of the level DEBUG are written where the code, the environment or the function's own log level asks for them. */
function writesDebug(view: FunctionView): boolean {
  return (
    view.code?.facts.some(({ kind }) => kind === 'debug-on') === true ||
    ['LOG_LEVEL', 'POWERTOOLS_LOG_LEVEL', 'LOGLEVEL', 'DEBUG'].some((name) =>
      /^(?:debug|trace|true|1|\*)$/i.test(textOf(variableOf(view, name))),
    )
  );
}

export const rule: Rule = {
  id: 'event-logged',
  title: 'The whole event is written to the log',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'The event holds what the caller sent: tokens in headers, passwords of sign-ins, names and addresses. In the log it is kept for as long as the group keeps it, and everybody who may read logs, or invoke with LogType=Tail, can see it.',
  fix: 'Log the fields that help to find an error; the whole event only for requests with a debug decision, with secrets taken out.',
  references: ['CWE-532', 'OWASP A09:2021', 'https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html'],
  peers: [],
  check: factCheck(
    'event-logged',
    ({ detail }, view) =>
      detail === 'debug' && !writesDebug(view) ? undefined : `${nameOf(view)} writes the whole event to its log`,
    // What a browser sends has credentials in its headers.
    (_, view) =>
      view.entries.some(({ kind, name }) => kind === 'http' || /cognito/.test(name)) ? { severity: 'medium' } : {},
    true,
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'all of it',
        `
      export const handler = async (event) => {
        console.log('event', JSON.stringify(event));
        return { statusCode: 204 };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'at a level that is not written',
        `
      import pino from 'pino';
      const log = pino();
      export const handler = async (event) => {
        log.debug(event);
        return { statusCode: 204 };
      };
    `,
        PUBLIC_ROUTE,
      ),
      nodeFunction(
        'two fields',
        `
      export const handler = async (event) => {
        console.log('request', event.requestContext.requestId, event.rawPath);
        return { statusCode: 204 };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
