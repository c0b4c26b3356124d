import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'fixed-tmp-file',
  title: 'A file in /tmp keeps its name from one invocation to the next',
  severity: 'low',
  risk: 'SAS-12',
  needs: 'code',
  defaultState: 'on',
  rationale:
    "/tmp outlives the invocation, so a run that fails before it writes reads what the one before left there: another customer's file. Files that nobody removes fill the disk as well.",
  fix: 'Make a folder with a random name (fs.mkdtemp, tempfile) for each invocation, and remove it in a finally block.',
  references: ['CWE-377', 'CWE-459', 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  peers: [],
  check: factCheck(
    'fixed-tmp-file',
    ({ subject }, view) =>
      `${nameOf(view)} writes ${subject || 'a file of /tmp'} under the same name in every invocation`,
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'always input.pdf',
        `
      import { writeFileSync } from 'node:fs';
      export const handler = async (event) => {
        writeFileSync('/tmp/input.pdf', Buffer.from(event.file, 'base64'));
      };
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'a folder for each',
        `
      import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
      export const handler = async (event) => {
        const folder = mkdtempSync('/tmp/job-');
        try {
          writeFileSync(folder + '/input.pdf', Buffer.from(event.file, 'base64'));
        } finally {
          rmSync(folder, { recursive: true });
        }
      };
    `,
      ),
    ],
  },
};
