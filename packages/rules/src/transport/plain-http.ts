import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'plain-http',
  title: 'Data is sent over plain HTTP',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'What is sent without TLS can be read and changed by everybody on the way, credentials in headers included. Lambda functions outside of a VPC call over the internet.',
  fix: 'Use https.',
  references: ['CWE-319', 'OWASP A02:2021'],
  peers: ['semgrep insecure-request'],
  check: factCheck('plain-http', ({ subject }, view) => `${nameOf(view)} calls ${subject || 'a host'} without TLS`),
  fixtures: {
    fails: [
      nodeFunction(
        'http',
        `
      export const handler = async () => {
        const answer = await fetch('http://api.example.com/state');
        console.log(answer.status);
      };
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'https, and a local address',
        `
      export const handler = async () => {
        const local = await fetch('http://localhost:2773/secretsmanager/get?secretId=x');
        const answer = await fetch('https://api.example.com/state');
        console.log(answer.status, local.status);
      };
    `,
      ),
    ],
  },
};
