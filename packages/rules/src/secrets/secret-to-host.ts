import { nodeFunction } from '../helpers/fixture.ts';
import { flowCheck, sourceOf } from '../helpers/flows.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

/** Sinks of secrets that rules of their own speak of. */
const TOLD = new Set(['log', 'response', 'html-response', 'disclosure']);

export const rule: Rule = {
  id: 'secret-to-host',
  title: 'A secret is sent where it should not go',
  severity: 'high',
  risk: 'SAS-13',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'A key of AWS, or a secret in the path or query of a URL, ends up in the logs of proxies and of the host. A credential belongs in a header to the service that issued it, and nowhere else.',
  fix: "Send the credential in the Authorization header over TLS to its own service; never the function's AWS keys.",
  references: ['CWE-598', 'CWE-522'],
  peers: [],
  check: flowCheck(
    ['credentials', 'egress', 'ssrf'],
    'high',
    (flow, view) => `${sourceOf(flow)} is sent out by ${flow.sink} in ${nameOf(view)}`,
    ({ carries, class: of }) => carries === 'secret' && !TOLD.has(of),
  ),
  fixtures: {
    fails: [],
    passes: [
      nodeFunction(
        'a token in its header',
        `
      export const handler = async () => {
        await fetch('https://api.example.com/mail', { headers: { authorization: 'Bearer ' + process.env.MAIL_TOKEN } });
      };
    `,
      ),
    ],
  },
};
