import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BulkheadError, formatError } from '@bulkhead/core';
import type { CommandOptions, Serverless, Utilities } from './framework.ts';
import { printProfile } from './profile.ts';
import { protectFunctions } from './protect.ts';
import { printRoles, setRoles } from './roles.ts';
import { scanService } from './scan.ts';
import { checkNames, openService } from './service.ts';

const ROLES_FILE = 'bulkhead.roles.yml';
const PROFILE_FILE = 'bulkhead.profile.yml';

/** What the hooks of the plug-in do. */
export interface Work {
  /** Before functions are compiled. */
  protect(): Promise<void>;
  /** Once the template is whole, before it is written. */
  judge(): Promise<void>;
  scan(options: CommandOptions): Promise<void>;
  roles(options: CommandOptions): Promise<void>;
  profile(options: CommandOptions): Promise<void>;
}

export function createWork(serverless: Serverless, { log, writeText }: Utilities): Work {
  const stop = (message: string, code: string): never => {
    throw new serverless.classes.Error(message, code);
  };
  /** The framework shows its own errors as one message, and everything else with a stack. */
  const told =
    (work: (options: CommandOptions) => Promise<void>) =>
    async (options: CommandOptions = {}): Promise<void> => {
      try {
        await work(options);
      } catch (error) {
        if (error instanceof BulkheadError) stop(formatError(error), error.code);
        throw error;
      }
    };
  const report = async (withTemplate: boolean, write: (text: string) => void): Promise<void> => {
    const { text, unread, failed } = await scanService(openService(serverless, withTemplate), Date.now());
    for (const line of unread) log.warning(`bulkhead: ${line}`);
    write(text.trimEnd());
    if (failed !== undefined)
      stop(`Bulkhead: ${failed}. docs/scan.md says how to accept one with its reason.`, 'BULKHEAD_FINDINGS');
  };

  return {
    protect: told(async () => {
      const service = openService(serverless, false);
      const { roles, protect = false } = service.options;
      checkNames(typeof roles === 'object' ? roles.functions : undefined, serverless);
      checkNames(typeof protect === 'object' ? protect.functions : undefined, serverless);
      if (protect === false) return;
      const { done, left } = await protectFunctions(serverless, service);
      log.notice(`bulkhead: the guard is on ${count(done.length)}`);
      for (const { name, why } of left) log.notice(`bulkhead: left out: ${name} ${why}`);
    }),

    judge: told(async () => {
      const service = openService(serverless, false);
      const { roles = false, scan = true } = service.options;
      const template = serverless.service.provider.compiledCloudFormationTemplate;
      if (roles !== false && template) {
        const { done, kept } = await setRoles(service, template);
        log.notice(`bulkhead: ${count(done.length)} with a role of what the code needs`);
        for (const { name, why } of kept) log.warning(`bulkhead: ${name} ${why}`);
      }
      if (scan) await report(true, log.notice);
    }),

    scan: told(() => report(false, writeText)),

    roles: told(async (options) => {
      const only = typeof options['function'] === 'string' ? options['function'] : undefined;
      const { text, problems, incomplete } = await printRoles(openService(serverless, false), {
        diff: options['diff'] === true,
        ...(only === undefined ? {} : { only }),
      });
      for (const line of problems) log.warning(`bulkhead: ${line}`);
      if (options['write'] === true && options['diff'] !== true) {
        writeFileSync(join(serverless.serviceDir, ROLES_FILE), text);
        log.notice(`bulkhead: ${ROLES_FILE} written`);
      } else writeText(text.trimEnd());
      if (incomplete)
        stop('Bulkhead: code could not be read; the roles of those functions lack what it needs.', 'BULKHEAD_UNREAD');
    }),

    profile: told(async (options) => {
      const { text, open } = await printProfile(openService(serverless, false));
      for (const line of open) log.warning(`bulkhead: ${line}`);
      if (options['write'] !== true) {
        writeText(text.trimEnd());
        return;
      }
      writeFileSync(join(serverless.serviceDir, PROFILE_FILE), text);
      log.notice(`bulkhead: ${PROFILE_FILE} written`);
    }),
  };
}

const count = (functions: number): string => `${functions} ${functions === 1 ? 'function' : 'functions'}`;
