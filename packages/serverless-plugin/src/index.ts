import type { CommandOptions, Serverless, Utilities } from './framework.ts';
import type { Work } from './main.ts';

/**
 * The plug-in, as the framework takes it: a class with `commands` and `hooks`. Every command of the framework loads it, so
 * that what reads templates and code is loaded by its own hooks alone.
 * @example plugins: ['@bulkhead/serverless-plugin']
 */
class BulkheadPlugin {
  readonly commands: object;
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;

  constructor(serverless: Serverless, options: CommandOptions, utilities: Utilities) {
    let loading: Promise<Work> | undefined;
    const work = (): Promise<Work> => {
      loading ??= import('./main.ts').then(({ createWork }) => createWork(serverless, utilities));
      return loading;
    };
    this.commands = COMMANDS;
    this.hooks = {
      'before:package:initialize': async () => (await work()).protect(),
      'before:deploy:function:initialize': async () => (await work()).protect(),
      'after:aws:package:finalize:mergeCustomProviderResources': async () => (await work()).judge(),
      'bulkhead:scan:scan': async () => (await work()).scan(options),
      'bulkhead:roles:roles': async () => (await work()).roles(options),
      'bulkhead:profile:profile': async () => (await work()).profile(options),
    };
  }
}

const write = (file: string) => ({
  usage: `Write ${file} beside serverless.yml instead of printing it`,
  type: 'boolean',
});

const COMMANDS = {
  bulkhead: {
    usage: 'Security of the service: findings, least-privilege roles, behaviour profile',
    commands: {
      scan: {
        usage: 'Say what is wrong in template and code together, as packaging does',
        lifecycleEvents: ['scan'],
      },
      roles: {
        usage: 'Print the role that the code of each function needs',
        lifecycleEvents: ['roles'],
        options: {
          diff: { usage: 'Compare with what is granted today', type: 'boolean' },
          function: { usage: 'Only this function', shortcut: 'f', type: 'string' },
          write: write('bulkhead.roles.yml'),
        },
      },
      profile: {
        usage: 'Print what the code of each function does: hosts, programs, files',
        lifecycleEvents: ['profile'],
        options: { write: write('bulkhead.profile.yml') },
      },
    },
  },
} as const;

export { BulkheadPlugin };
