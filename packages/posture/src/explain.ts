import { nearest, RISKS } from '@bulkhead/core';
import { RULES, type Rule, type RuleFixture } from '@bulkhead/rules';
import { SUPPRESSION_RULES } from './suppression/suppress.ts';

export function ruleNames(): readonly {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly on: boolean;
}[] {
  return RULES.map(({ id, title, severity, defaultState }) => ({ id, title, severity, on: defaultState === 'on' }));
}

/** What a rule is about, as text for a terminal; `undefined` and the nearest name for one that does not exist. */
export function explainRule(id: string): { readonly text: string } | { readonly nearest: string | undefined } {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule) return { text: textOf(rule) };
  if (Object.hasOwn(SUPPRESSION_RULES, id)) {
    const { title, severity, rationale, fix } = SUPPRESSION_RULES[id as keyof typeof SUPPRESSION_RULES];
    return { text: `${id} (${severity})\n${title}.\n\n${rationale}\n\nFix: ${fix}\n` };
  }
  return {
    nearest: nearest(
      id,
      RULES.map((candidate) => candidate.id),
    ),
  };
}

const NEEDS = {
  template: 'the template',
  code: 'the code',
  both: 'the template and the code together',
  account: 'a live account',
} as const;

function textOf(rule: Rule): string {
  const risk = RISKS[rule.risk];
  const off = rule.defaultState === 'off' ? ', off unless it is switched on' : '';
  const lines = [
    `${rule.id} (${rule.severity}${off})`,
    `${rule.title}.`,
    '',
    rule.rationale,
    '',
    `Fix: ${rule.fix}`,
    '',
    `Risk: ${rule.risk} ${risk.title}. Reads ${NEEDS[rule.needs]}.`,
    `References: ${rule.references.join(', ')}`,
    ...(rule.peers.length > 0 ? [`In other tools: ${rule.peers.join(', ')}`] : []),
    '',
    ...example('Reported', rule.fixtures.fails[0]),
    ...example('Not reported', rule.fixtures.passes[0]),
  ];
  return `${lines.join('\n')}\n`;
}

function example(heading: string, fixture: RuleFixture | undefined): string[] {
  if (!fixture) return [];
  const files = Object.entries(fixture.files).flatMap(([name, text]) => [
    `  # ${name}`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`.trimEnd()),
  ]);
  return [`${heading}: ${fixture.title}`, ...files, ''];
}
