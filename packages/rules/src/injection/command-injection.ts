import { nodeFunction, PUBLIC_ROUTE, pythonFunction } from '../helpers/fixture.ts';
import { flowCheck, reaches } from '../helpers/flows.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'command-injection',
  title: 'Event data becomes part of a shell command',
  severity: 'critical',
  risk: 'SAS-1',
  needs: 'both',
  withoutTemplate: true,
  defaultState: 'on',
  rationale:
    "A shell reads ; | $() and backquotes in the value as commands of its own, and runs them with the function's credentials in its environment. One request is enough to read them and to work with the role from anywhere.",
  fix: 'Call the program without a shell and with its arguments as a list (execFile, subprocess.run([...])), after checking the value against an allow-list.',
  references: ['CWE-78', 'OWASP A03:2021', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-security.html'],
  peers: ['semgrep detect-child-process', 'semgrep dangerous-subprocess-use', 'CodeQL js/command-line-injection'],
  check: flowCheck(['cmdi'], 'critical', (flow, view) => reaches(flow, view, 'becomes part of a command:')),
  fixtures: {
    fails: [
      nodeFunction(
        'a name in a command',
        `
        import { execSync } from 'node:child_process';
        export const handler = async (event) => {
          const { name } = JSON.parse(event.body);
          return { statusCode: 200, body: String(execSync('catdoc /tmp/' + name).length) };
        };
      `,
        PUBLIC_ROUTE,
      ),
      pythonFunction(
        'in Python',
        `
        import json, os
        def handler(event, context):
            name = json.loads(event['body'])['name']
            os.system('catdoc /tmp/' + name)
            return {'statusCode': 200}
      `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'no shell, and a list of names',
        `
        import { execFileSync } from 'node:child_process';
        const FORMATS = ['pdf', 'doc'];
        export const handler = async (event) => {
          const { format } = JSON.parse(event.body);
          if (!FORMATS.includes(format)) return { statusCode: 400 };
          return { statusCode: 200, body: String(execFileSync('convert', ['--to', format]).length) };
        };
      `,
        PUBLIC_ROUTE,
      ),
      nodeFunction(
        'a constant command',
        `
        import { execSync } from 'node:child_process';
        export const handler = async () => ({ statusCode: 200, body: String(execSync('ls /opt').length) });
      `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
