// Makes a thumbnail of an uploaded picture with a program of its own layer.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const event = (i) => ({
  Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: 'pictures' }, object: { key: `in/${i}.png` } } }],
});
export async function handler({ Records }) {
  const { key } = Records[0].s3.object;
  const picture = await (await fetch(`http://pictures.s3.eu-west-1.amazonaws.com:443/${key}`)).text();
  const folder = await mkdtemp('/tmp/thumb-');
  await writeFile(`${folder}/in.png`, picture);
  await run(new URL('./bin/convert', import.meta.url).pathname, [`${folder}/in.png`, `${folder}/out.png`]);
  await fetch(`http://pictures.s3.eu-west-1.amazonaws.com:443/out/${key}`, {
    method: 'PUT',
    body: await readFile(`${folder}/out.png`),
  });
  await rm(folder, { recursive: true });
}
