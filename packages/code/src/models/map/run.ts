import type { FunctionCode } from '@bulkhead/core';
import { readPython } from '../../python/testing/read.ts';
import { HTTP, readProgram } from '../../testing/read-program.ts';
import type { Row } from './map.ts';

/** Classes of what an event carries, sorted. */
function classesOf({ flows }: FunctionCode): readonly string[] {
  return [...new Set(flows.filter(({ carries }) => carries === 'event').map((flow) => flow.class))].sort();
}

function javaScript(top: string, lines: string, ofAws: boolean): readonly string[] {
  const isModule = /\bimport .* from|: any/.test(top);
  const isWhole = /\bexports\.handler|export const handler/.test(lines);
  const opens = isModule ? 'export const handler =' : 'exports.handler =';
  const start = 'const q = event.queryStringParameters.q; const body = JSON.parse(event.body);';
  const text = isWhole
    ? `${top}\n${lines}`
    : `${top}\n${opens} async (event, context, callback) => {\n${start}\n${lines}\n};`;
  return classesOf(readProgram({ [isModule ? 'index.ts' : 'index.js']: text }, { triggers: ofAws ? [] : [HTTP] }));
}

async function python(top: string, lines: string, ofAws: boolean): Promise<readonly string[]> {
  const isWhole = /(^|\n)(def handler\(|handler = )/.test(`${top}\n${lines}`) || /\bChalice\(/.test(top);
  const start = ["q = event['queryStringParameters']['q']", "body = json.loads(event['body'])"];
  const inside = [...start, ...lines.split('\n')].map((line) => `    ${line}`).join('\n');
  const text = isWhole ? `${top}\n${lines}\n` : `import json\n${top}\ndef handler(event, context):\n${inside}\n`;
  const options = { handler: /\bChalice\(/.test(top) ? (ofAws ? 'app.a' : 'app.app') : 'app.handler' };
  return classesOf(await readPython(text, ofAws ? { ...options, triggers: [] } : options));
}

/** What is told of one side of a row. */
export async function told(language: 'javascript' | 'python', row: Row, side: 'unsafe' | 'safe') {
  const ofAws = row.category === 'Events of AWS' || /chalice events/.test(row.title);
  return language === 'javascript' ? javaScript(row.top, row[side], ofAws) : await python(row.top, row[side], ofAws);
}
