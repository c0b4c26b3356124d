import type { Command } from 'commander';
import type { Io } from '../io.ts';

/** Adds a command with its options; `finish` takes its exit code. */
export type Register = (program: Command, io: Io, finish: (code: number) => void) => void;

/** What the command line can do, in the order in which `--help` tells it. The code of each is loaded when it is asked for. */
export const COMMANDS: readonly {
  readonly name: string;
  /** The command's own description; a test holds the two together. */
  readonly summary: string;
  readonly load: () => Promise<Register>;
}[] = [
  {
    name: 'up',
    summary: 'Run applications on the local lab, protected, with the console open.',
    load: async () => (await import('./up.ts')).registerUp,
  },
  {
    name: 'invoke',
    summary: 'Run one function once on the local lab and print what it answers.',
    load: async () => (await import('./invoke.ts')).registerInvoke,
  },
  {
    name: 'inspect',
    summary: 'Say what the event firewall would find in a text, without running anything.',
    load: async () => (await import('./inspect.ts')).registerInspect,
  },
  {
    name: 'scan',
    summary: "Read a project's template and code together and report what is wrong, without running any of it.",
    load: async () => (await import('./scan.ts')).registerScan,
  },
  {
    name: 'explain',
    summary:
      'Say what a rule of bulkhead scan is about, with an example and what to do; without a name, list the rules.',
    load: async () => (await import('./explain.ts')).registerExplain,
  },
  {
    name: 'roles',
    summary: 'Write the least-privilege role of each function, from its code and its template, without AWS.',
    load: async () => (await import('./roles.ts')).registerRoles,
  },
  {
    name: 'profile',
    summary:
      'Write what the functions do, from their logs or their code, or report what they do that the profile does not have.',
    load: async () => (await import('./profile.ts')).registerProfile,
  },
  {
    name: 'layer',
    summary: 'Build the Lambda layer that protects a function without a change to its code.',
    load: async () => (await import('./layer.ts')).registerLayer,
  },
  {
    name: 'attach',
    summary: 'Put the layer on functions of a Serverless, SAM, CDK or Terraform project, or take it off again.',
    load: async () => (await import('./attach.ts')).registerAttach,
  },
  {
    name: 'mode',
    summary: 'Switch a deployed function between off, alert and block, without a deploy.',
    load: async () => (await import('./mode.ts')).registerMode,
  },
  {
    name: 'init',
    summary: 'Set a project up: a git hook that stops commits with credentials.',
    load: async () => (await import('./init.ts')).registerInit,
  },
];
