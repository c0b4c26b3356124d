import { factCheck } from '../helpers/facts.ts';
import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'directory-listing',
  title: 'Callers get a listing of files',
  severity: 'low',
  risk: 'SAS-10',
  needs: 'code',
  defaultState: 'on',
  rationale:
    "A listing of a folder names what was never linked: other people's uploads in /tmp, source files, backups. It is the first thing that an intruder asks for.",
  fix: 'Return the names that belong to the caller, from a database.',
  references: ['CWE-548', 'OWASP A01:2021'],
  peers: [],
  check: factCheck(
    'directory-listing',
    ({ subject }, view) => `${nameOf(view)} returns the listing of ${subject || 'a folder'}`,
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'of /tmp',
        `
      import { readdirSync } from 'node:fs';
      export const handler = async () => {
        console.log('listing');
        return { statusCode: 200, body: JSON.stringify(readdirSync('/tmp')) };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'how many there are',
        `
      import { readdirSync } from 'node:fs';
      export const handler = async () => {
        console.log('counting');
        return { statusCode: 200, body: String(readdirSync('/tmp').length) };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
