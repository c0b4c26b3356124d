import { decodeObjectKey, isMap } from '@bulkhead/core';

/** An object that an S3 notification tells of, in the names of GetObject's input. */
export interface NotifiedObject {
  readonly Bucket: string;
  /** As S3 knows it: notifications carry it encoded (`my+file%281%29.json`). */
  readonly Key: string;
  readonly VersionId?: string;
}

/**
 * Objects of an S3 notification (`Records[].s3`) or of S3's event on EventBridge (`detail`), which does not encode keys.
 * Records of other kinds are left out.
 */
export function s3Objects(event: unknown): NotifiedObject[] {
  if (!isMap(event)) return [];
  if (Array.isArray(event['Records'])) {
    return event['Records'].flatMap((record) => named(isMap(record) ? record['s3'] : undefined, decodeObjectKey));
  }
  return named(event['detail'], (key) => key);
}

function named(source: unknown, decode: (key: string) => string): NotifiedObject[] {
  if (!isMap(source) || !isMap(source['bucket']) || !isMap(source['object'])) return [];
  const { name } = source['bucket'];
  const { key, versionId, 'version-id': version = versionId } = source['object'];
  if (typeof name !== 'string' || typeof key !== 'string') return [];
  return [{ Bucket: name, Key: decode(key), ...(typeof version === 'string' ? { VersionId: version } : {}) }];
}
