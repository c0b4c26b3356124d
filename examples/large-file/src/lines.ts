import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export interface Lines {
  readonly lines: string[];
  /** Offset of the first byte that was not read; the file's length at its end. */
  readonly end: number;
  readonly atEnd: boolean;
}

/**
 * Whole lines from `from` on, out of about `size` bytes of an object. One that was replaced since `etag` is refused (412), since
 * offsets into the old one say nothing about it.
 */
export async function readLines(
  s3: S3Client,
  object: { Bucket: string; Key: string; VersionId?: string },
  etag: string | undefined,
  from: number,
  size: number,
): Promise<Lines & { readonly etag: string }> {
  const Range = `bytes=${from}-${from + size - 1}`;
  const answer = await s3.send(new GetObjectCommand({ ...object, Range, ...(etag ? { IfMatch: etag } : {}) }));
  const bytes = Buffer.from(await answer.Body!.transformToByteArray());
  const length = Number(answer.ContentRange?.split('/')[1]);
  const atEnd = from + bytes.length >= length;
  const cut = atEnd ? bytes.length : bytes.lastIndexOf('\n') + 1;
  if (cut === 0) throw new Error(`The line at byte ${from} is longer than a batch of ${size} bytes.`);
  const lines = bytes.toString('utf8', 0, cut).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return { lines, end: from + cut, atEnd, etag: answer.ETag! };
}
