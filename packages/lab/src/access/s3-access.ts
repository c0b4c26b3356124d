import { one } from './read-call.ts';
import type { AccessRequest, SignedRequest } from './types.ts';

/**
 * What a request to S3 asks for. By method, path and subresource, after "Required permissions for Amazon S3 API operations":
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function readS3Access(request: SignedRequest): AccessRequest[] {
  const { bucket, key, query } = locate(request);
  if (bucket === '') return [ask('ListAllMyBuckets', '*')];
  return key === '' ? bucketAccess(request, bucket, query) : objectAccess(request, bucket, key, query);
}

/** `/bucket/key`, or the key alone where the bucket is in the host's name. */
function locate(request: SignedRequest): { bucket: string; key: string; query: URLSearchParams } {
  const { pathname, searchParams } = new URL(request.url, 'http://aws');
  const host = one(request.headers['host']) ?? '';
  const inHost = /^(.{1,63}?)\.s3[.-][\w.-]{0,60}amazonaws\.com/.exec(host)?.[1];
  const path = pathname.slice(1);
  if (inHost !== undefined) return { bucket: inHost, key: decode(path), query: searchParams };
  const slash = path.indexOf('/');
  if (slash < 0) return { bucket: decode(path), key: '', query: searchParams };
  return { bucket: decode(path.slice(0, slash)), key: decode(path.slice(slash + 1)), query: searchParams };
}

/** Subresource to the noun in the action's name, where it is not the subresource itself. */
const BUCKET_SUBRESOURCES: Readonly<Record<string, string>> = {
  acl: 'BucketAcl',
  cors: 'BucketCORS',
  encryption: 'EncryptionConfiguration',
  lifecycle: 'LifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  notification: 'BucketNotification',
  'object-lock': 'BucketObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  publicAccessBlock: 'BucketPublicAccessBlock',
  replication: 'ReplicationConfiguration',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

function bucketAccess(request: SignedRequest, bucket: string, query: URLSearchParams): AccessRequest[] {
  const arn = `arn:aws:s3:::${bucket}`;
  for (const [subresource, noun] of Object.entries(BUCKET_SUBRESOURCES)) {
    if (!query.has(subresource)) continue;
    const verb = request.method === 'GET' ? 'Get' : 'Put';
    if (request.method === 'DELETE' && /policy|website/.test(subresource)) return [ask(`Delete${noun}`, arn)];
    return [ask(`${verb}${noun}`, arn)];
  }
  if (request.method === 'POST' && query.has('delete')) {
    return deletedKeys(request.body).map(({ key, version }) =>
      ask(version ? 'DeleteObjectVersion' : 'DeleteObject', `${arn}/${key}`),
    );
  }
  if (request.method === 'PUT') return [ask('CreateBucket', arn)];
  if (request.method === 'DELETE') return [ask('DeleteBucket', arn)];
  if (query.has('uploads')) return [ask('ListBucketMultipartUploads', arn)];
  const context: Record<string, string> = {};
  for (const name of ['prefix', 'delimiter', 'max-keys']) {
    const value = query.get(name);
    if (value !== null) context[`s3:${name}`] = value;
  }
  return [ask(query.has('versions') ? 'ListBucketVersions' : 'ListBucket', arn, context)];
}

function objectAccess(request: SignedRequest, bucket: string, key: string, query: URLSearchParams): AccessRequest[] {
  const arn = `arn:aws:s3:::${bucket}/${key}`;
  const version = query.has('versionId') ? 'Version' : '';
  const { method } = request;
  if (method === 'GET' || method === 'HEAD') {
    if (query.has('uploadId')) return [ask('ListMultipartUploadParts', arn)];
    if (query.has('acl')) return [ask(`GetObject${version}Acl`, arn)];
    if (query.has('tagging')) return [ask(`GetObject${version}Tagging`, arn)];
    if (query.has('retention')) return [ask('GetObjectRetention', arn)];
    if (query.has('legal-hold')) return [ask('GetObjectLegalHold', arn)];
    if (query.has('attributes')) return [ask(`GetObject${version}`, arn), ask(`GetObject${version}Attributes`, arn)];
    return [ask(`GetObject${version}`, arn)];
  }
  if (method === 'DELETE') {
    if (query.has('uploadId')) return [ask('AbortMultipartUpload', arn)];
    if (query.has('tagging')) return [ask(`DeleteObject${version}Tagging`, arn)];
    return [ask(`DeleteObject${version}`, arn)];
  }
  if (method === 'POST') {
    if (query.has('select')) return [ask('GetObject', arn)];
    if (query.has('restore')) return [ask('RestoreObject', arn)];
    return [ask('PutObject', arn), ...alongWithPut(request, arn)];
  }
  if (query.has('acl')) return [ask(`PutObject${version}Acl`, arn)];
  if (query.has('tagging')) return [ask(`PutObject${version}Tagging`, arn)];
  if (query.has('retention')) return [ask('PutObjectRetention', arn)];
  if (query.has('legal-hold')) return [ask('PutObjectLegalHold', arn)];
  return [...copySource(request), ask('PutObject', arn), ...alongWithPut(request, arn)];
}

function copySource(request: SignedRequest): AccessRequest[] {
  const header = one(request.headers['x-amz-copy-source']);
  if (header === undefined) return [];
  const [path, version] = decode(header).replace(/^\//, '').split('?versionId=');
  return [ask(version === undefined ? 'GetObject' : 'GetObjectVersion', `arn:aws:s3:::${path}`)];
}

/** Headers of a put that ask for more than the object. */
function alongWithPut({ headers }: SignedRequest, arn: string): AccessRequest[] {
  const more: AccessRequest[] = [];
  if (one(headers['x-amz-acl']) !== undefined || one(headers['x-amz-grant-read']) !== undefined) {
    more.push(ask('PutObjectAcl', arn));
  }
  if (one(headers['x-amz-tagging']) !== undefined) more.push(ask('PutObjectTagging', arn));
  if (one(headers['x-amz-object-lock-mode']) !== undefined) more.push(ask('PutObjectRetention', arn));
  if (one(headers['x-amz-object-lock-legal-hold']) !== undefined) more.push(ask('PutObjectLegalHold', arn));
  return more;
}

/** A request deletes 1,000 objects at most. */
const MAX_DELETED = 1_000;

function deletedKeys(body: Buffer): { key: string; version: boolean }[] {
  const keys: { key: string; version: boolean }[] = [];
  for (const [, object] of body.toString('utf8').matchAll(/<Object>([\s\S]{0,3000}?)<\/Object>/g)) {
    const key = /<Key>([^<]{1,1100})<\/Key>/.exec(object!)?.[1];
    if (key !== undefined) keys.push({ key: unescapeXml(key), version: object!.includes('<VersionId>') });
    if (keys.length === MAX_DELETED) break;
  }
  return keys;
}

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:lt|gt|quot|apos|amp|#x([0-9a-f]{1,6})|#(\d{1,7}));/gi,
    (whole, hex?: string, decimal?: string) => {
      if (hex ?? decimal) return String.fromCodePoint(Math.min(0x10ffff, Number(hex ? `0x${hex}` : decimal)));
      return { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' }[whole] ?? whole;
    },
  );
}

function ask(name: string, resource: string, context: Record<string, string> = {}): AccessRequest {
  return { action: `s3:${name}`, resource, context };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
