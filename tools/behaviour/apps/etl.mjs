// Splits a large file into parts in /tmp, joins what it needs, stores the result.
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export const event = (i) => ({
  Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: 'raw' }, object: { key: `day-${i}.csv` } } }],
});
export async function handler({ Records }) {
  const rows = (
    await (await fetch(`http://raw.s3.eu-west-1.amazonaws.com:443/${Records[0].s3.object.key}`)).text()
  ).split('\n');
  await mkdir('/tmp/parts', { recursive: true });
  for (let part = 0; part < 4; part++)
    await pipeline([`${part},${rows.length}\n`], createGzip(), createWriteStream(`/tmp/parts/${part}.csv.gz`));
  let bytes = 0;
  for (const name of await readdir('/tmp/parts')) bytes += (await readFile(`/tmp/parts/${name}`)).length;
  await fetch('http://warehouse.s3.eu-west-1.amazonaws.com:443/day', { method: 'PUT', body: String(bytes) });
  await rm('/tmp/parts', { recursive: true });
}
