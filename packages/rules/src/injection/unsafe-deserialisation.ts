import { PUBLIC_ROUTE, pythonFunction } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'unsafe-deserialisation',
  title: 'Event data is turned into objects that may run code',
  severity: 'critical',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    'pickle, yaml.load and node-serialize call what the data names while they read it, so that reading is already running. Encoding it in base64 first changes nothing.',
  fix: 'Use JSON, or yaml.safe_load; where objects must travel, sign them and check the signature before reading.',
  references: ['CWE-502', 'OWASP A08:2021'],
  peers: ['semgrep tainted-pickle-deserialization', 'CodeQL py/unsafe-deserialization'],
  check: flowCheck(['deser'], 'critical', (flow, view) => reaches(flow, view, 'is read by')),
  fixtures: {
    fails: [
      pythonFunction(
        'pickle',
        `
      import base64, pickle
      def handler(event, context):
          state = pickle.loads(base64.b64decode(event['headers']['cookie']))
          return {'statusCode': 200, 'body': str(len(state))}
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      pythonFunction(
        'JSON',
        `
      import base64, json
      def handler(event, context):
          state = json.loads(base64.b64decode(event['headers']['cookie']))
          return {'statusCode': 200, 'body': str(len(state))}
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
