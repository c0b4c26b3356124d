import type { Flow, SourcePlace } from '@bulkhead/core';
import { nodeFunction, pythonFunction } from '../helpers/fixture.ts';
import { sourceOf } from '../helpers/flows.ts';
import { type FunctionView, functionsOf, nameOf } from '../helpers/functions.ts';
import type { Rule, RuleResult } from '../rule.ts';

/** As the analysis calls `process.env` and `os.environ` as a whole. */
const EVERYTHING = 'the whole environment';

export const rule: Rule = {
  id: 'secret-sent',
  title: 'A secret is sent where it should not go',
  severity: 'high',
  risk: 'SAS-7',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'A request whose host the caller chooses hands its headers and its body to the caller, the credentials in them included. What stands in the address of a request is written down by every proxy and every access log on the way, and the whole environment of a function holds the credentials of its role.',
  fix: 'Send a secret to a host that the code names, in a header, and of the environment the values that are needed.',
  references: ['CWE-522', 'CWE-598', 'CWE-201', 'OWASP A07:2021'],
  peers: [],
  *check(model) {
    const told = new Set<string>();
    for (const view of functionsOf(model)) {
      for (const found of sentBy(view)) {
        const { file, line, column } = found.place;
        const at = `${file}:${line}:${column}`;
        if (told.has(at)) continue;
        told.add(at);
        yield found;
      }
    }
  },
  fixtures: {
    fails: [
      nodeFunction(
        'a token for a host of the caller',
        `
        export const handler = async (event) => {
          const answer = await fetch(event.callback, { headers: { authorization: 'Bearer ' + process.env.API_TOKEN } });
          console.log(answer.status);
        };
      `,
      ),
      nodeFunction(
        'all variables',
        `
        export const handler = async () => {
          await fetch('https://stats.example.com/start', { method: 'POST', body: JSON.stringify(process.env) });
        };
      `,
      ),
      pythonFunction(
        'a key in an address',
        `
        import os, requests

        def handler(event, context):
            answer = requests.get('https://api.example.com/rates', params={'key': os.environ['API_KEY']})
            print(answer.status_code)
      `,
      ),
    ],
    passes: [
      nodeFunction(
        'a token in a header, for a host that the code names',
        `
        export const handler = async (event) => {
          const url = 'https://api.example.com/items/' + encodeURIComponent(event.id);
          const answer = await fetch(url, { headers: { authorization: 'Bearer ' + process.env.API_TOKEN } });
          console.log(answer.status);
        };
      `,
      ),
      nodeFunction(
        'what a secret has signed',
        `
        import { createHmac } from 'node:crypto';
        export const handler = async (event) => {
          const mac = createHmac('sha256', process.env.SIGNING_SECRET).update(String(event.id)).digest('hex');
          await fetch('https://api.example.com/hooks?mac=' + mac, { method: 'POST' });
        };
      `,
      ),
      nodeFunction(
        'what is asked of the extension for secrets',
        `
        export const handler = async () => {
          const name = process.env.SIGNING_SECRET;
          const headers = { 'X-Aws-Parameters-Secrets-Token': process.env.AWS_SESSION_TOKEN };
          const answer = await fetch('http://localhost:2773/secretsmanager/get?secretId=' + name, { headers });
          console.log(answer.status);
        };
      `,
      ),
      nodeFunction(
        'an address that is a secret itself',
        `
        export const handler = async () => {
          await fetch(process.env.SLACK_WEBHOOK_SECRET, { method: 'POST', body: '{}' });
        };
      `,
      ),
    ],
  },
};

function* sentBy(view: FunctionView): Generator<RuleResult> {
  const flows = view.code?.flows ?? [];
  const secrets = flows.filter((flow) => flow.carries === 'secret');
  const name = nameOf(view);
  for (const flow of secrets) {
    if (flow.class !== 'request') continue;
    const chosen = flows.find((other) => other.class === 'ssrf' && other.carries === 'event' && isSame(other, flow));
    if (chosen) {
      const severity = chosen.confidence === 'high' ? 'high' : 'medium';
      const message = `${sourceOf(flow)} is sent to a host that ${sourceOf(chosen)} decides, by ${name}`;
      yield { ...resultOf(view, flow), message, severity };
    } else if (flow.source === EVERYTHING) {
      yield { ...resultOf(view, flow), message: `${name} sends all its environment variables to another host` };
    }
  }
  for (const flow of secrets) {
    if (flow.class !== 'address') continue;
    const message = `${sourceOf(flow)} stands in the address of a request by ${name}`;
    yield { ...resultOf(view, flow), message, severity: 'low' };
  }
}

function resultOf(view: FunctionView, { steps, sink, source }: Flow): Omit<RuleResult, 'message'> {
  const place = placeOf(steps) ?? view.fn.place;
  return { place, subject: view.fn.id, key: `${place.file}:${sink}:${source}`, steps };
}

function placeOf(steps: Flow['steps']): SourcePlace | undefined {
  return steps.at(-1)?.place;
}

function isSame(one: Flow, other: Flow): boolean {
  const [a, b] = [placeOf(one.steps), placeOf(other.steps)];
  return a !== undefined && b !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;
}
