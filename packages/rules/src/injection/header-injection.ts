import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import { functionsOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'header-injection',
  title: 'Event data is put into a header, an LDAP filter or a lookup unchanged',
  severity: 'medium',
  risk: 'SAS-1',
  needs: 'both',
  defaultState: 'on',
  rationale:
    "Line ends in a header value begin a header of the sender's, and signs of a filter widen what a directory search finds. Both are text in which some characters are commands.",
  fix: 'Take out what is special there: line ends for headers, ()*\\ for LDAP filters (ldap-escape); or choose from a fixed list.',
  references: ['CWE-93', 'CWE-90', 'OWASP A03:2021'],
  peers: ['CodeQL js/http-to-file-access'],
  *check(model) {
    if (functionsOf(model).length > 0)
      yield* flowCheck(['crlf', 'ldap', 'jndi'], 'medium', (flow, view) => reaches(flow, view, 'is put into'))(model);
  },
  fixtures: {
    fails: [],
    passes: [
      nodeFunction('nothing of the sort', 'export const handler = async () => ({ statusCode: 204 });', PUBLIC_ROUTE),
    ],
  },
};
