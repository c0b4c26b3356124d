import {
  BulkheadError,
  isMap,
  isPolicyAction,
  nearest,
  type PolicyAction,
  SEVERITY_IDS,
  type Severity,
} from '@bulkhead/core';
import { REPORT_FORMATS, type ReportFormat } from '@bulkhead/posture';

/** `custom.bulkhead` of a service. */
export interface BulkheadOptions {
  /** Scan while packaging; on unless it is false. */
  readonly scan?: boolean;
  /** A finding this bad stops the packaging; `high` unless `bulkhead.scan.yml` or this says otherwise. */
  readonly failOn?: Severity | 'never';
  /** Rules: these alone, none of these, these besides. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly enable?: readonly string[];
  /** Findings that are accepted, as `bulkhead scan --write-baseline` wrote them. */
  readonly baseline?: string;
  /** Folder within which code and files may lie, where the service's own is too narrow: `../..`. */
  readonly root?: string;
  /** Reports to write, by format. */
  readonly reports?: Readonly<Partial<Record<ReportFormat, string>>>;
  /** Give each function the role that its code needs. */
  readonly roles?: boolean | RolesOption;
  /** Put the guard on functions. */
  readonly protect?: boolean | ProtectOption;
}

export interface RolesOption {
  /** These functions only. */
  readonly functions?: readonly string[];
  /** Grant the use of keys that may encrypt resources of other stacks. */
  readonly externalKeys?: boolean;
}

export interface ProtectOption {
  /** BULKHEAD_MODE; `alert` unless it says otherwise. */
  readonly mode?: PolicyAction;
  readonly functions?: readonly string[];
  /** ARN of a layer that is published already; else the service brings the layer along. */
  readonly layer?: string;
}

/** What a value has to be, or why it is not. */
type Check = (value: unknown, path: string) => string | undefined;

const LAYER_ARN = /^arn:aws[\w-]{0,20}:lambda:[\w-]{1,30}:\d{12}:layer:[\w-]{1,140}:\d{1,9}$/;

const when =
  (is: (value: unknown) => boolean, what: string): Check =>
  (value, path) =>
    is(value) ? undefined : `${path} is not ${what}`;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const flag = when((value) => typeof value === 'boolean', 'true or false');
const text = when(isText, 'a text');
const texts = when((value) => Array.isArray(value) && value.every(isText), 'a list of names');
const map =
  (keys: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isMap(value)) return `${path} is not a map`;
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined || inner === null) continue;
      const check = Object.hasOwn(keys, key) ? keys[key] : undefined;
      const near = check ? undefined : nearest(key, Object.keys(keys));
      const problem = check
        ? check(inner, `${path}.${key}`)
        : `${path}.${key} is not a key here${near ? `; did you mean ${near}?` : ''}`;
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
const flagOr =
  (other: Check): Check =>
  (value, path) =>
    typeof value === 'boolean' ? undefined : other(value, path);

const OPTIONS = map({
  scan: flag,
  failOn: when(
    (value) => value === 'never' || (typeof value === 'string' && Object.hasOwn(SEVERITY_IDS, value)),
    `${Object.keys(SEVERITY_IDS).join(', ')} or never`,
  ),
  only: texts,
  skip: texts,
  enable: texts,
  baseline: text,
  root: text,
  reports: map(Object.fromEntries(REPORT_FORMATS.map((format) => [format, text]))),
  roles: flagOr(map({ functions: texts, externalKeys: flag })),
  protect: flagOr(
    map({
      mode: when(isPolicyAction, 'off, alert or block'),
      functions: texts,
      layer: when((value) => typeof value === 'string' && LAYER_ARN.test(value), 'the ARN of a layer version'),
    }),
  ),
});

/**
 * Checks `custom.bulkhead`.
 * @throws BulkheadError BULKHEAD_USAGE that names the key, and the nearest one that exists
 */
export function readOptions(custom: Readonly<Record<string, unknown>> | undefined): BulkheadOptions {
  const value = custom?.['bulkhead'] ?? {};
  const problem = OPTIONS(value, 'custom.bulkhead');
  if (problem === undefined) return value as BulkheadOptions;
  throw new BulkheadError('BULKHEAD_USAGE', problem, { next: 'docs/serverless-plugin.md lists the keys.' });
}
