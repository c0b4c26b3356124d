import { factCheck } from '../helpers/facts.ts';
import { PUBLIC_ROUTE, pythonFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'debug-on',
  title: 'A debug switch is on in the code',
  severity: 'medium',
  risk: 'SAS-10',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'Debug modes of web frameworks answer errors with source lines and variables, some with a console to type into. Written into the code, the switch is on in every stage.',
  fix: 'Take the switch from the environment, off where nothing is set.',
  references: ['CWE-489', 'CWE-215', 'OWASP A05:2021'],
  peers: ['semgrep flask debug-enabled'],
  check: factCheck('debug-on', ({ subject }, view) => `${nameOf(view)} switches ${subject || 'debugging'} on`),
  fixtures: {
    fails: [
      pythonFunction(
        'Flask',
        `
      from flask import Flask
      app = Flask(__name__)
      app.debug = True
      def handler(event, context):
          print('called')
          return {'statusCode': 200}
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      pythonFunction(
        'by the environment',
        `
      import os
      from flask import Flask
      app = Flask(__name__)
      app.debug = os.environ.get('APP_DEBUG') == '1'
      def handler(event, context):
          print('called')
          return {'statusCode': 200}
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
