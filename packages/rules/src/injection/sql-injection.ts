import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'sql-injection',
  title: 'Event data becomes part of an SQL statement',
  severity: 'critical',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    "A quote in the value ends the text that was meant and begins a statement of the sender's making, with the rights of the database user. Escaping by hand misses numbers, identifiers and character sets; parameters do not.",
  fix: 'Pass values as parameters ($1, ?, %s with a tuple, parameters of the RDS Data API); choose identifiers from a fixed list.',
  references: [
    'CWE-89',
    'OWASP A03:2021',
    'https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html',
  ],
  peers: [
    'semgrep tainted-sql-string',
    'semgrep mysql-sqli',
    'semgrep pg-sqli',
    'semgrep psycopg-sqli',
    'CodeQL js/sql-injection',
  ],
  check: flowCheck(['sqli'], 'critical', (flow, view) => reaches(flow, view, 'becomes part of a statement:')),
  fixtures: {
    fails: [
      nodeFunction(
        'an id in the text',
        `
      import pg from 'pg';
      const pool = new pg.Pool();
      export const handler = async (event) => {
        const found = await pool.query(\`SELECT * FROM orders WHERE id = '\${event.queryStringParameters.id}'\`);
        return { statusCode: 200, body: JSON.stringify(found.rows.length) };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'a parameter',
        `
        import pg from 'pg';
        const pool = new pg.Pool();
        export const handler = async (event) => {
          const found = await pool.query('SELECT * FROM orders WHERE id = $1', [event.queryStringParameters.id]);
          return { statusCode: 200, body: JSON.stringify(found.rows.length) };
        };
      `,
        PUBLIC_ROUTE,
      ),
      nodeFunction(
        'a number',
        `
        import pg from 'pg';
        const pool = new pg.Pool();
        export const handler = async (event) => {
          const found = await pool.query('SELECT * FROM orders LIMIT ' + Number.parseInt(event.queryStringParameters.limit, 10));
          return { statusCode: 200, body: JSON.stringify(found.rows.length) };
        };
      `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
