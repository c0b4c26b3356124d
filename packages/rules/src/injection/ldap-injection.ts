import { PUBLIC_ROUTE, pythonFunction } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'ldap-injection',
  title: 'Event data becomes part of a directory search or a header',
  severity: 'medium',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'Brackets and stars of a filter widen what a directory search finds, as line ends in a header begin a new header. A sign-in by LDAP then passes with a star for the name.',
  fix: 'Escape what goes into the filter (ldap.filter.escape_filter_chars, ldap-escape); take line ends out of header values.',
  references: ['CWE-90', 'CWE-93', 'OWASP A03:2021'],
  peers: ['CodeQL py/ldap-injection'],
  check: flowCheck(['ldap', 'crlf', 'jndi'], 'medium', (flow, view) => reaches(flow, view, 'becomes part of')),
  fixtures: {
    fails: [
      pythonFunction(
        'a name in a filter',
        `
        import ldap
        connection = ldap.initialize('ldaps://ldap.example.com')
        def handler(event, context):
            name = event['queryStringParameters']['name']
            found = connection.search_s('dc=example,dc=com', ldap.SCOPE_SUBTREE, '(uid=' + name + ')')
            return {'statusCode': 200, 'body': str(len(found))}
      `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      pythonFunction(
        'escaped',
        `
        import ldap
        from ldap.filter import escape_filter_chars
        connection = ldap.initialize('ldaps://ldap.example.com')
        def handler(event, context):
            name = escape_filter_chars(event['queryStringParameters']['name'])
            found = connection.search_s('dc=example,dc=com', ldap.SCOPE_SUBTREE, '(uid=' + name + ')')
            return {'statusCode': 200, 'body': str(len(found))}
      `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
