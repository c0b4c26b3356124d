import { own } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine } from '../../engine/types.ts';
import { type Boto3State, given, recordOperation, type Where } from './boto3-state.ts';

/** Position of each argument, and what is known already: a client knows neither bucket nor key, an Object both. */
interface Target {
  readonly bucket: AbstractValue | undefined;
  readonly key: AbstractValue | undefined;
}

/**
 * The transfer helpers that boto3 adds to clients, buckets and objects of S3 (`boto3/s3/inject.py`). `undefined`: no such
 * helper. Parts of a multipart upload need no permission but PutObject's, save for giving it up: `AbortMultipartUpload`.
 */
export function transfer(
  call: CallSite,
  engine: Engine,
  method: string,
  known: Target,
  where: Where,
): AbstractValue | undefined {
  const order = own(ORDERS, method);
  if (order === undefined) return undefined;
  const names = order.filter((name) => !(name === 'Bucket' && known.bucket) && !(name === 'Key' && known.key));
  const argument = (name: string) => given(call, name, names.indexOf(name));
  const bucket = known.bucket ?? argument('Bucket');
  const key = known.key ?? argument('Key');
  const extra = argument('ExtraArgs');
  const input: Record<string, AbstractValue> = {};
  for (const name of extra ? engine.fieldNames(extra) : []) {
    const value = extra && engine.ownField(extra, name);
    if (value) input[name] = value;
  }
  if (bucket) input['Bucket'] = bucket;
  if (key) input['Key'] = key;
  const record = (operation: string, fields: Readonly<Record<string, AbstractValue>>) =>
    recordOperation(engine, call, 's3', operation, engine.object(fields, call.place), where, 'library');
  const target = { ...(bucket ? { Bucket: bucket } : {}), ...(key ? { Key: key } : {}) };
  if (method.startsWith('upload')) {
    record('PutObject', input);
    record('AbortMultipartUpload', target);
  } else if (method.startsWith('download')) {
    record('HeadObject', input);
    record('GetObject', input);
    const file = argument('Filename');
    if (file) writes(engine, call, file);
  } else {
    const source = argument('CopySource');
    if (source) {
      const from: Record<string, AbstractValue> = {};
      for (const name of ['Bucket', 'Key', 'VersionId']) {
        const value = engine.ownField(source, name);
        if (value) from[name] = value;
      }
      record('HeadObject', from);
      record('CopyObject', { ...input, CopySource: source });
    } else record('CopyObject', input);
    record('AbortMultipartUpload', target);
  }
  const upload = method === 'upload_file' ? argument('Filename') : undefined;
  if (upload) engine.use('read', upload, call.place);
  return engine.constant(null);
}

/** The key of an object says nothing of where it is written; a file name made of event data may lead anywhere. */
function writes(engine: Engine, call: CallSite, file: AbstractValue): void {
  engine.use('write', file, call.place);
  engine.sink({ class: 'traversal', name: 'boto3.download_file', value: file, place: call.place });
}

const ORDERS: Readonly<Record<string, readonly string[]>> = {
  upload_file: ['Filename', 'Bucket', 'Key', 'ExtraArgs'],
  upload_fileobj: ['Fileobj', 'Bucket', 'Key', 'ExtraArgs'],
  download_file: ['Bucket', 'Key', 'Filename', 'ExtraArgs'],
  download_fileobj: ['Bucket', 'Key', 'Fileobj', 'ExtraArgs'],
  copy: ['CopySource', 'Bucket', 'Key', 'ExtraArgs'],
};

/** Buckets and objects have them too. */
export function entityTransfer(
  call: CallSite,
  engine: Engine,
  method: string,
  state: Boto3State & { readonly kind: 'entity' },
): AbstractValue | undefined {
  if (state.service !== 's3') return undefined;
  const { identifiers } = state;
  if (state.type === 'Bucket')
    return transfer(call, engine, method, { bucket: identifiers['Name'], key: undefined }, state);
  if (state.type === 'Object' || state.type === 'ObjectSummary')
    return transfer(call, engine, method, { bucket: identifiers['BucketName'], key: identifiers['Key'] }, state);
  return undefined;
}
