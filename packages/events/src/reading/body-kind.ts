import { headerOf } from './http.ts';

/** What a request says of its body. */
export interface BodyKind {
  readonly contentType: string;
  /** Value of Content-Encoding, `''` when there is none. */
  readonly contentEncoding?: string;
  readonly isBase64Encoded: boolean;
}

/** The body of an event that has `headers`, `multiValueHeaders` and `isBase64Encoded`. */
export function bodyKind(event: Record<string, unknown>, contentType: string): BodyKind {
  const isBase64Encoded = event['isBase64Encoded'] === true;
  // Packed data are bytes, which arrive in base64 only.
  if (!isBase64Encoded) return { contentType, isBase64Encoded };
  const name = 'content-encoding';
  const contentEncoding = headerOf(event['headers'], name) || headerOf(event['multiValueHeaders'], name);
  return { contentType, isBase64Encoded, contentEncoding };
}
