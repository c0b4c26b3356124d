import { COMMANDS, TOOL } from '../shell/commands.ts';
import { words } from './words.ts';

/** Names of commands, or beginnings of them (`Get-Process`), that sentences have: a value of only such words means nothing. */
const IN_SENTENCES: ReadonlySet<string> = new Set(
  words(`top find who w more date time make less file last tree yes set test type free source start service watch call
    path expect copy nice mail history command move host route column mount jobs kill links groups exit finger split
    timeout bundle composer strings tail head join cut paste sort fold erase touch yarn fish dash fetch dig node
    which at du get new out add invoke base system users query ip os pipe ed vi ex bc dc ll cc dd tr cd df vol ver
    cal prompt import export env locate locale hostname reboot halt snap gem apt nano stat declare
    assert builtin alias cipher chef flock passwd rev comm su sc rd ren del dir ps pax arp ash batch shutdown init`),
);

const NAMES = [...COMMANDS].filter(([, traits]) => traits !== TOOL).map(([name]) => name);
/** What stands for a command or is part of how one is reached. */
const MARKS = words('system ifs tcp udp os popen pipe');

const isInSentences = (name: string): boolean => IN_SENTENCES.has(/^[a-z_]*/.exec(name)![0]);

/** Names of commands that an attacker may call and that nobody writes a sentence with. */
export const COMMAND_WORDS: readonly string[] = [...NAMES, ...MARKS].filter((name) => !isInSentences(name));

/** Names of commands that are words of English as well. */
export const WORD_COMMAND_WORDS: readonly string[] = [...NAMES, ...MARKS].filter(isInSentences);
