import { own } from '@bulkhead/core';

const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
/** By scope: unchanged, changed. */
const PRIVILEGES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  U: { N: 0.85, L: 0.62, H: 0.27 },
  C: { N: 0.85, L: 0.68, H: 0.5 },
};

/**
 * Base score of a CVSS v3.0 or v3.1 vector, 0 to 10 in tenths, after FIRST's specification, section 7.1
 * (https://www.first.org/cvss/v3.1/specification-document). `undefined` for what is no such vector. Temporal and
 * environmental metrics are passed over: databases publish base vectors.
 */
export function cvss3Score(vector: string): number | undefined {
  if (!/^CVSS:3\.[01](?:\/[A-Z]{1,3}:[A-Z]){8,30}$/.test(vector)) return undefined;
  const metrics = new Map(
    vector
      .split('/')
      .slice(1)
      .map((part) => part.split(':') as [string, string]),
  );
  const weight = (name: string): number => own(WEIGHTS[name], metrics.get(name) ?? '') ?? Number.NaN;
  const scope = metrics.get('S') ?? '';
  const privileges = own(own(PRIVILEGES, scope), metrics.get('PR') ?? '') ?? Number.NaN;
  const subScore = 1 - (1 - weight('C')) * (1 - weight('I')) * (1 - weight('A'));
  const impact = scope === 'C' ? 7.52 * (subScore - 0.029) - 3.25 * (subScore - 0.02) ** 15 : 6.42 * subScore;
  const exploitability = 8.22 * weight('AV') * weight('AC') * privileges * weight('UI');
  if (Number.isNaN(impact + exploitability)) return undefined;
  if (impact <= 0) return 0;
  return roundUp(Math.min((scope === 'C' ? 1.08 : 1) * (impact + exploitability), 10));
}

/** Appendix A of the specification: without the errors of binary fractions. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
