/** `Text/HTML; charset=utf-8` -> `text/html` */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/** True where `type` is one of `patterns`, which may say `*` for all, `*\/*` or `image/*`. */
export function matchesMedia(type: string, patterns: readonly string[]): boolean {
  return patterns.some((entry) => {
    const pattern = entry.trim().toLowerCase();
    if (pattern === '*/*' || pattern === '*') return true;
    if (pattern.endsWith('/*')) return type.startsWith(pattern.slice(0, -1));
    return type === pattern;
  });
}

const TEXT_TYPES = ['text/*', 'application/json', 'application/javascript', 'application/xml'];

/**
 * What HTTP APIs, function URLs and load balancers hand over as text; every other type comes base64-encoded, a missing
 * one and `application/x-www-form-urlencoded` too. Documented for load balancers (Elastic Load Balancing guide, Lambda
 * functions as targets); measured on HTTP APIs by ministackorg/ministack#766.
 */
export function isTextType(contentType: string | undefined): boolean {
  return matchesMedia(mediaType(contentType), TEXT_TYPES);
}

export interface EncodedBody {
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

export function encodeBody(body: Buffer, text: boolean): EncodedBody {
  if (body.length === 0) return { body: null, isBase64Encoded: false };
  return text
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}
