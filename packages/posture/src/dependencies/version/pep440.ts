/**
 * Versions of Python packages in PEP 440's order (https://peps.python.org/pep-0440/#summary-of-permitted-suffixes-and-relative-ordering):
 * epoch, release, then `.dev` < `a` < `b` < `rc` < final < `.post`, local versions last.
 */
export interface PythonVersion {
  readonly epoch: number;
  readonly release: readonly number[];
  /** `[rank of a, b, rc; number]`. */
  readonly pre?: readonly [number, number];
  readonly post?: number;
  readonly dev?: number;
  readonly local: readonly (string | number)[];
}

const PATTERN =
  /^v?(?:(\d{1,9})!)?(\d{1,15}(?:\.\d{1,15}){0,30})(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d{0,15}))?(?:(-(\d{1,15}))|[-_.]?(post|rev|r)[-_.]?(\d{0,15}))?([-_.]?dev[-_.]?(\d{0,15}))?(?:\+([a-z0-9]{1,64}(?:[-_.][a-z0-9]{1,64}){0,30}))?$/;

const PRE_RANKS: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 };

/** `undefined` for what is no version after PEP 440: old packages have such. */
export function parsePythonVersion(text: string): PythonVersion | undefined {
  if (text.length > 256) return undefined;
  const found = PATTERN.exec(text.trim().toLowerCase());
  if (!found) return undefined;
  const [, epoch, release, preName, preNumber, implicitPost, implicitNumber, post, postNumber, dev, devNumber, local] =
    found;
  return {
    epoch: Number(epoch ?? 0),
    release: release!.split('.').map(Number),
    ...(preName === undefined ? {} : { pre: [PRE_RANKS[preName]!, Number(preNumber || 0)] as const }),
    ...(implicitPost !== undefined
      ? { post: Number(implicitNumber) }
      : post !== undefined
        ? { post: Number(postNumber || 0) }
        : {}),
    ...(dev === undefined ? {} : { dev: Number(devNumber || 0) }),
    local: local === undefined ? [] : local.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  };
}

/** Below 0: `a` is older. Texts that are no versions are older than all that are, and are compared as texts. */
export function comparePythonVersions(a: string, b: string): number {
  const left = parsePythonVersion(a);
  const right = parsePythonVersion(b);
  if (!left || !right) return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
  return (
    left.epoch - right.epoch ||
    compareReleases(left.release, right.release) ||
    comparePairs(preKey(left), preKey(right)) ||
    (left.post ?? -1) - (right.post ?? -1) ||
    compareNumbers(left.dev ?? Number.POSITIVE_INFINITY, right.dev ?? Number.POSITIVE_INFINITY) ||
    compareLocals(left.local, right.local)
  );
}

/** A development release of a final version stands before its alphas; a final version after its candidates. */
function preKey(version: PythonVersion): readonly [number, number] {
  if (version.pre) return version.pre;
  return version.post === undefined && version.dev !== undefined ? [-1, 0] : [3, 0];
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function comparePairs(a: readonly [number, number], b: readonly [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** `1.0` and `1.0.0` are the same. */
function compareReleases(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Numbers stand after texts; the longer one after its beginning. */
function compareLocals(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (left === right) continue;
    if (typeof left !== typeof right) return typeof left === 'number' ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return 0;
}

/**
 * Whether a version fits a specifier set (`>=2.0,<3`, `~=1.4`, `==2.*`), or Poetry's `^2.31` and `~2.31`. An empty one takes all.
 * `undefined` where a part is not understood.
 */
export function fitsPythonRange(version: string, range: string): boolean | undefined {
  for (const part of range
    .split(',')
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '' && piece !== '*')) {
    const [, operator = '', bound = ''] = /^(===|~=|==|!=|<=|>=|<|>|\^|~)?\s*([\w.!+*-]+)$/.exec(part) ?? [];
    const fits = bound === '' ? undefined : fitsPart(version, operator, bound);
    if (fits !== true) return fits;
  }
  return true;
}

function fitsPart(version: string, operator: string, bound: string): boolean | undefined {
  const wild = bound.endsWith('.*') ? bound.slice(0, -2) : undefined;
  if (wild !== undefined) {
    const prefix = parsePythonVersion(wild)?.release;
    const release = parsePythonVersion(version)?.release;
    if (!prefix || !release) return undefined;
    const begins = prefix.every((part, index) => (release[index] ?? 0) === part);
    return operator === '!=' ? !begins : operator === '==' || operator === '' ? begins : undefined;
  }
  const parsed = parsePythonVersion(bound);
  if (!parsed) return undefined;
  const order = comparePythonVersions(version, bound);
  if (operator === '==' || operator === '===' || operator === '') return order === 0;
  if (operator === '!=') return order !== 0;
  if (operator === '<=') return order <= 0;
  if (operator === '>=') return order >= 0;
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return order >= 0 && comparePythonVersions(version, upperBound(operator, parsed.release)) < 0;
}

/** Where `~=1.4.2` (1.5), `~1.4` (1.5) and `^1.4` (2) end. */
function upperBound(operator: string, release: readonly number[]): string {
  if (operator === '^') {
    const index = release.findIndex((part) => part > 0);
    const at = index === -1 ? Math.max(0, release.length - 1) : index;
    return [...release.slice(0, at), release[at]! + 1].join('.');
  }
  const at = operator === '~' ? Math.min(1, release.length - 1) : Math.max(0, release.length - 2);
  return [...release.slice(0, at), release[at]! + 1].join('.');
}
