import { CLEAR_COMMANDS, WORD_COMMANDS } from '../shell/command-words.ts';

/** Every name of a command. */
export const COMMAND_WORDS: readonly string[] = [...CLEAR_COMMANDS, ...WORD_COMMANDS, 'system', 'assert', 'ifs', 'tcp'];
