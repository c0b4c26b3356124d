import { orderStatements } from '../document/cycles.ts';
import { laterPolicy } from './cloudformation.ts';
import { withoutAdded } from './runtime-statements.ts';
import type { RoleWriter } from './types.ts';
import { yamlStatements } from './yaml-values.ts';

/** `Policies` for each function; SAM adds logs, network, tracing and the polling of events by itself. */
export const writeSam: RoleWriter = ({ own, roles }) => {
  const lines = ['Resources:'];
  for (const { fn, deployed, statements } of roles) {
    const { first: needed, later } = orderStatements(withoutAdded(statements), deployed?.id, own);
    lines.push(`  ${fn.id}:`, '    Properties:');
    if (needed.length === 0) lines.push('      Policies: []');
    else {
      lines.push(
        '      Policies:',
        "        - Version: '2012-10-17'",
        '          Statement:',
        ...yamlStatements(needed, own, '            '),
      );
    }
    // SAM makes the role under this id.
    lines.push(...laterPolicy(`${fn.id}Role`, later, own).map((line) => `  ${line}`));
  }
  return `${lines.join('\n')}\n`;
};
