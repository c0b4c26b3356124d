import { flowsOf } from './flows.ts';
import { HTTP, readProgram } from './read-program.ts';

/** Title; classes that are found, sorted (`?` behind those that are not sure), or `''`; what stands at the top; the handler's body, or the whole of it. */
export type Idiom = readonly [title: string, found: string, before: string, body: string];

/**
 * Classes of the flows of event data. In a body `q` is a parameter of the query, `body` the request's JSON; one that exports
 * its own handler is read as it is, and where it takes records or fields every event counts as a stranger's.
 */
export function classesIn([, , before, body]: Idiom): string {
  const isWhole = /exports\.handler|export const handler/.test(body);
  const start = 'const q = event.queryStringParameters.q; const body = JSON.parse(event.body);';
  const text = isWhole
    ? `${before}\n${body}`
    : `${before}\nexports.handler = async (event, context, callback) => {\n${start}\n${body}\n};`;
  const file = /\bimport .* from|: any/.test(text) ? 'index.ts' : 'index.js';
  const isOther = isWhole && /event\.(Records|arguments|awslogs|info)|Array\.isArray\(event\)|appsync/.test(text);
  const flows = flowsOf(readProgram({ [file]: text }, { triggers: isOther ? [] : [HTTP] }));
  const classes = flows.map((flow) => flow.split(' ')).filter(([, source = '']) => !/^[A-Z_]+$|^error/.test(source));
  return [...new Set(classes.map(([name = '', source = '']) => `${name}${source.endsWith('?') ? '?' : ''}`))]
    .sort()
    .join(' ');
}
