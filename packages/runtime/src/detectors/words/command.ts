import { COMMANDS, TOOL } from '../shell/commands.ts';

/** Every name of a command that an attacker may call, and what stands for one. */
export const COMMAND_WORDS: readonly string[] = [
  ...[...COMMANDS].filter(([, traits]) => traits !== TOOL).map(([name]) => name),
  ...['system', 'ifs', 'tcp', 'udp', 'os', 'popen', 'pipe'],
];
