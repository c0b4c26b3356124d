import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'path-traversal',
  title: 'Event data decides which file is touched',
  severity: 'high',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    "With ../ in the name the path leads out of its folder: to /proc/self/environ with the credentials of the role, or to the function's own code. path.join resolves the dots, it does not refuse them.",
  fix: 'Use path.basename of the name, or a name made here (a UUID); else resolve the path and check that it still begins with the folder.',
  references: ['CWE-22', 'OWASP A01:2021'],
  peers: ['CodeQL js/path-injection'],
  check: flowCheck(['traversal', 'file'], 'high', (flow, view) => reaches(flow, view, 'decides the path of')),
  fixtures: {
    fails: [
      nodeFunction(
        'a name below /tmp',
        `
      import { readFileSync } from 'node:fs';
      export const handler = async (event) => ({ statusCode: 200, body: String(readFileSync('/tmp/reports/' + event.queryStringParameters.name).length) });
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'its last part only',
        `
      import { readFileSync } from 'node:fs';
      import path from 'node:path';
      export const handler = async (event) => ({ statusCode: 200, body: String(readFileSync(path.join('/tmp/reports', path.basename(event.queryStringParameters.name))).length) });
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
