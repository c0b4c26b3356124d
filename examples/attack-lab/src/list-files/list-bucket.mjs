import { readdirSync, statSync } from 'node:fs';

// Lists the folder `bucket`, which stands for the bucket named in s3://NAME/PREFIX; there is no AWS behind the lab.
const prefix = /^s3:\/\/[^/]+\/(.*)$/s.exec(process.argv[2] ?? '')?.[1] ?? '';
const bucket = new URL('bucket/', import.meta.url);

for (const key of readdirSync(bucket, { recursive: true }).sort()) {
  const file = statSync(new URL(key, bucket));
  if (file.isFile() && key.startsWith(prefix)) console.log(`${String(file.size).padStart(8)} ${key}`);
}
