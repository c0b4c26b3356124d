import type { Finding } from '../guard.ts';

/** The finding of an invocation over the alert line; names kinds of behaviour, no data. */
export function alien(tokens: readonly string[]): Finding {
  return {
    rule: 'behaviour/points',
    ruleVersion: '1',
    class: 'tamper',
    confidence: 'medium',
    path: '',
    value: '',
    message: 'one invocation does together what honest functions hardly ever do.',
    sink: { operation: 'behaviour', target: tokens.join(' ') },
  };
}
