import { COMMANDS } from '../shell/commands.ts';

/** Every name of a command, and what stands for one. */
export const COMMAND_WORDS: readonly string[] = [
  ...COMMANDS.keys(),
  'system',
  'ifs',
  'tcp',
  'udp',
  'os',
  'popen',
  'php',
];
