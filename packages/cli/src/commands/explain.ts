import { BulkheadError } from '@bulkhead/core';
import { explainRule, ruleNames } from '@bulkhead/posture';
import type { Command } from 'commander';
import type { Io } from '../io.ts';

export function registerExplain(program: Command, io: Io): void {
  program
    .command('explain')
    .description(
      'Say what a rule of bulkhead scan is about, with an example and what to do; without a name, list the rules.',
    )
    .argument('[rule]', 'id of the rule, as a finding shows it')
    .addHelpText('after', '\nExample:\n  $ npx bulkhead explain command-injection\n')
    .action((id: string | undefined) => {
      if (id === undefined) {
        const rules = ruleNames();
        const width = Math.max(...rules.map((rule) => rule.id.length));
        for (const { id: name, title, severity, on } of rules) {
          io.out.write(`${name.padEnd(width)}  ${severity.padEnd(13)}  ${title}${on ? '' : ' (off)'}\n`);
        }
        return;
      }
      const found = explainRule(id);
      if ('text' in found) {
        io.out.write(found.text);
        return;
      }
      throw new BulkheadError('BULKHEAD_USAGE', `there is no rule called ${JSON.stringify(id.slice(0, 60))}`, {
        next: found.nearest === undefined ? 'bulkhead explain lists the rules.' : `Did you mean ${found.nearest}?`,
      });
    });
}
