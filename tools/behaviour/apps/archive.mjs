// Packs uploaded documents with tar, through a shell.
import { execSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

export const event = (i) => ({
  Records: [{ messageId: String(i), eventSource: 'aws:sqs', body: `document ${i}`, attributes: {} }],
});
export async function handler({ Records }) {
  mkdirSync('/tmp/archive', { recursive: true });
  for (const [n, { body }] of Records.entries()) writeFileSync(`/tmp/archive/${n}.txt`, body);
  execSync('cd /tmp && tar czf archive.tgz archive && ls -l archive.tgz', { stdio: 'ignore' });
  await fetch('http://archive.s3.eu-west-1.amazonaws.com:443/a', {
    method: 'PUT',
    body: readFileSync('/tmp/archive.tgz'),
  });
  rmSync('/tmp/archive', { recursive: true });
}
