/**
 * Scores, in tenths, of the MacroVectors that base vectors lead to: a row for each EQ1 and EQ2; in it EQ3 with EQ6 (00, 01,
 * 10, 11, 21), EQ4 (1, 2), EQ5 (0, 1, 2). Figures of FIRST's table (https://www.first.org/cvss/v4.0/specification-document,
 * section 8; https://github.com/FIRSTdotorg/cvss-v4-calculator).
 */
const SCORES = [
  '100 93 91 93 89 81 96 87 81 90 80 68 93 89 81 88 78 69 92 81 65 80 70 48 79 69 50 69 55 27',
  '95 90 84 92 82 72 91 83 71 81 71 53 92 80 70 84 71 50 82 72 59 70 52 30 71 52 29 63 29 17',
  '94 86 77 87 74 63 89 74 64 75 63 49 86 74 59 72 57 52 76 58 50 57 52 25 65 58 26 53 21 13',
  '90 75 61 77 68 52 77 62 53 66 59 30 74 57 47 61 57 24 59 57 23 52 29 16 58 26 15 23 13 6',
  '86 74 56 70 52 40 74 61 34 54 40 22 72 55 46 53 34 19 57 41 19 36 19 8 47 21 11 24 9 4',
  '73 59 41 54 45 20 55 40 20 43 22 11 61 48 20 46 17 8 51 18 9 18 7 2 24 12 5 10 3 1',
].map((row) => row.split(' ').map(Number));

const EQ3_EQ6 = ['00', '01', '10', '11', '21'];

/** Steps from the worst value; the four impacts on other systems begin at 1, since only environmental metrics know `S`. */
const LEVELS: Readonly<Record<string, string>> = {
  AV: 'NALP',
  PR: 'NLH',
  UI: 'NPA',
  AC: 'LH',
  AT: 'NP',
  V: 'HLN',
  S: 'HLN',
};

const REQUIRED = ['AV', 'AC', 'AT', 'PR', 'UI', 'VC', 'VI', 'VA', 'SC', 'SI', 'SA'];
const OWN = ['VC', 'VI', 'VA'];
const OTHERS = ['SC', 'SI', 'SA'];

/** The worst vectors of each class, and how many steps deep it is (specification, section 8.2, tables 24 to 28). */
const EQ1 = [
  [['N', 'N', 'N']],
  [
    ['A', 'N', 'N'],
    ['N', 'L', 'N'],
    ['N', 'N', 'P'],
  ],
  [
    ['P', 'N', 'N'],
    ['A', 'L', 'P'],
  ],
];
const EQ1_DEPTH = [1, 4, 5];
const EQ2 = [
  [['L', 'N']],
  [
    ['H', 'N'],
    ['L', 'P'],
  ],
];
const EQ2_DEPTH = [1, 2];
const EQ3 = [
  [['H', 'H', 'H']],
  [
    ['L', 'H', 'H'],
    ['H', 'L', 'H'],
  ],
  [['L', 'L', 'L']],
];
const EQ3_DEPTH = [7, 8, 10];
const EQ4 = [[], [['H', 'H', 'H']], [['L', 'L', 'L']]];
const EQ4_DEPTH = [6, 5, 4];

/**
 * Score of a CVSS v4.0 vector, 0 to 10 in tenths: base metrics and the exploit maturity (`E`). Environmental metrics are
 * passed over: databases publish none. `undefined` for what is no such vector.
 */
export function cvss4Score(vector: string): number | undefined {
  if (!/^CVSS:4\.0(?:\/[A-Z]{1,3}:[A-Za-z]{1,6}){11,40}$/.test(vector)) return undefined;
  const metrics = new Map(
    vector
      .split('/')
      .slice(1)
      .map((part) => part.split(':') as [string, string]),
  );
  const value = (name: string) => metrics.get(name) ?? '';
  if (REQUIRED.some((name) => level(name, value(name)) === -1)) return undefined;
  if ([...OWN, ...OTHERS].every((name) => value(name) === 'N')) return 0;

  const open = ['AV', 'PR', 'UI'].filter((name) => value(name) === 'N').length;
  const eq1 = open === 3 ? 0 : open > 0 && value('AV') !== 'P' ? 1 : 2;
  const eq2 = value('AC') === 'L' && value('AT') === 'N' ? 0 : 1;
  const eq3 = value('VC') === 'H' && value('VI') === 'H' ? 0 : OWN.some((name) => value(name) === 'H') ? 1 : 2;
  const eq4 = OTHERS.some((name) => value(name) === 'H') ? 1 : 2;
  const eq5 = value('E') === 'P' ? 1 : value('E') === 'U' ? 2 : 0;
  const eq6 = eq3 === 2 ? 1 : 0;

  const own = scoreOf(eq1, eq2, `${eq3}${eq6}`, eq4, eq5)!;
  const below3 = eq3 === 0 ? ['01', '10'] : eq3 === 1 ? ['11'] : [];
  const lower3 = below3.map((pair) => scoreOf(eq1, eq2, pair, eq4, eq5)!);
  const steps: [lower: number | undefined, distance: number, depth: number][] = [
    [scoreOf(eq1 + 1, eq2, `${eq3}${eq6}`, eq4, eq5), distance(['AV', 'PR', 'UI'], EQ1[eq1]!, value), EQ1_DEPTH[eq1]!],
    [scoreOf(eq1, eq2 + 1, `${eq3}${eq6}`, eq4, eq5), distance(['AC', 'AT'], EQ2[eq2]!, value), EQ2_DEPTH[eq2]!],
    [lower3.length > 0 ? Math.max(...lower3) : undefined, distance(OWN, EQ3[eq3]!, value), EQ3_DEPTH[eq3]!],
    [scoreOf(eq1, eq2, `${eq3}${eq6}`, eq4 + 1, eq5), distance(OTHERS, EQ4[eq4]!, value), EQ4_DEPTH[eq4]!],
    [scoreOf(eq1, eq2, `${eq3}${eq6}`, eq4, eq5 + 1), 0, 1],
  ];
  const existing = steps.filter(([lower]) => lower !== undefined);
  const lost = existing.map(([lower, far, depth]) => ((own - lower!) * far) / depth);
  const mean = lost.length === 0 ? 0 : lost.reduce((sum, part) => sum + part, 0) / lost.length;
  // Thousandths first: binary fractions would put 4.45 on either side.
  return Math.round(Math.round(Math.min(100, Math.max(0, own - mean)) * 1000) / 1000) / 10;
}

function scoreOf(eq1: number, eq2: number, eq3eq6: string, eq4: number, eq5: number): number | undefined {
  if (eq1 > 2 || eq2 > 1 || eq4 > 2 || eq5 > 2) return undefined;
  return SCORES[eq1 * 2 + eq2]![EQ3_EQ6.indexOf(eq3eq6) * 6 + (eq4 - 1) * 3 + eq5];
}

function level(name: string, value: string): number {
  const scale = LEVELS[name] ?? LEVELS[name[0]!] ?? '';
  return value.length === 1 ? scale.indexOf(value) : -1;
}

/** Steps below the first of the worst vectors that is not better than this one anywhere. */
function distance(
  names: readonly string[],
  worst: readonly (readonly string[])[],
  value: (name: string) => string,
): number {
  for (const vector of worst) {
    const steps = names.map((name, index) => level(name, value(name)) - level(name, vector[index]!));
    if (steps.every((step) => step >= 0)) return steps.reduce((sum, step) => sum + step, 0);
  }
  return 0;
}
