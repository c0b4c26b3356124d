import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IPolicyValidationPlugin, type IPolicyValidationPluginBeta1, Validations } from 'aws-cdk-lib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeShop, type Shop } from './testing/shop.ts';
import { BulkheadValidation, type BulkheadValidationProps } from './validation.ts';

let shop: Shop;
afterEach(() => {
  shop?.remove();
  vi.restoreAllMocks();
});

interface Reported {
  readonly violations: readonly {
    readonly ruleName: string;
    readonly description: string;
    readonly severity: string;
    readonly violatingConstructs?: readonly { readonly constructPath?: string }[];
  }[];
}

/** Synthesises, and hands over what CDK itself reported. */
function synth(props: BulkheadValidationProps, register: (shop: Shop, plugin: BulkheadValidation) => void) {
  shop = makeShop();
  writeFileSync(join(shop.folder, 'bulkhead.scan.yml'), 'rules: { lambda-tracing-off: on }\n');
  register(shop, new BulkheadValidation({ project: shop.folder, ...props }));
  const printed: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void printed.push(text));
  const before = process.exitCode;
  let thrown: unknown;
  try {
    shop.app.synth();
  } catch (error) {
    thrown = error;
  }
  const failed = thrown !== undefined || process.exitCode === 1;
  process.exitCode = before;
  return { failed, thrown, text: `${printed.join('\n')}\n${thrown instanceof Error ? thrown.message : ''}` };
}

const byValidations = ({ app }: Shop, plugin: BulkheadValidation): void => {
  const typed: IPolicyValidationPlugin = plugin;
  Validations.of(app).addPlugins(typed);
};

describe('BulkheadValidation', () => {
  it('fails the synthesis, with the construct and the line of the source', { timeout: 90_000 }, () => {
    const { failed, text } = synth({ failOn: 'critical' }, byValidations);
    expect(failed).toBe(true);
    expect(text).toContain('src/save.js:7:3: event.body.name becomes part of a command');
    expect(text).toContain('command-injection');
    expect(text).toMatch(/Functions\/Save/);
  });

  it('passes where nothing is as bad, and still shows what is there', { timeout: 90_000 }, () => {
    const { failed, text } = synth({ failOn: 'critical', skip: ['command-injection'] }, byValidations);
    expect(failed).toBe(false);
    expect(text).toContain('lambda-tracing-off');
    expect(text).not.toContain('command-injection');
  });

  it('lets CDK’s own acknowledgement accept a finding', { timeout: 90_000 }, () => {
    const { failed } = synth({ failOn: 'critical' }, (made, plugin) => {
      byValidations(made, plugin);
      Validations.of(made.save).acknowledge({ id: 'Bulkhead::command-injection', reason: 'a test of ours' });
    });
    expect(failed).toBe(false);
  });

  it('is a plug-in for versions before Validations too', { timeout: 90_000 }, () => {
    const typed: IPolicyValidationPluginBeta1 = new BulkheadValidation();
    shop = makeShop();
    const { templatePaths } = {
      templatePaths: shop.app.synth().stacks.map(({ templateFullPath }) => templateFullPath),
    };
    // Older versions hand over the paths and nothing else.
    const report = typed.validate({ templatePaths } as Parameters<typeof typed.validate>[0]) as unknown as Reported & {
      success: boolean;
    };
    expect(report.success).toBe(false);
    expect(report.violations.find(({ ruleName }) => ruleName === 'command-injection')!.description).toMatch(
      /asset\.\w+\/save\.js:7:3: /,
    );
  });

  it('says what is wrong with its own options', { timeout: 90_000 }, () => {
    expect(synth({ only: ['comand-injection'] }, byValidations).text).toContain(
      'there is no rule called comand-injection',
    );
    expect(synth({ baseline: 'none.json' }, byValidations).text).toContain('none.json cannot be read');
  });
});
