import {
  CALL_WORD,
  CODE_WORD,
  COMMAND_WORD,
  DESER_WORD,
  JNDI_WORD,
  LDAP_WORD,
  NAME_WORD,
  NOSQL_WORD,
  PATH_WORD,
  PROTO_WORD,
  SCHEME_WORD,
  SCRIPT_WORD,
  SQL_STRONG,
  SQL_WEAK,
  WORD_COMMAND_WORD,
  XML_WORD,
} from './bits.ts';
import { CALL_WORDS, CODE_WORDS } from './code.ts';
import { COMMAND_WORDS, WORD_COMMAND_WORDS } from './command.ts';
import { DESER_WORDS } from './deser.ts';
import { JNDI_WORDS } from './jndi.ts';
import { LDAP_WORDS } from './ldap.ts';
import { NOSQL_WORDS } from './nosql.ts';
import { FILE_WORDS, PATH_WORDS } from './path.ts';
import { PROTO_WORDS } from './proto.ts';
import { HOST_WORDS, SCHEME_WORDS } from './scheme.ts';
import { SCRIPT_WORDS } from './script.ts';
import { SQL_STRONG_WORDS, SQL_WEAK_WORDS } from './sql.ts';
import { XML_WORDS } from './xml.ts';

/** Entries of the table; a hash is a place in it. */
export const TABLE_SIZE = 0x10000;

/**
 * The bits of every group by the hash of its words: `hash = hash * 31 + letter`, letters in lower case, in the table's size. Made
 * when a package is built (packages/runtime/build.mjs keeps what it returns), so that no function hashes words at its cold start.
 */
export function makeWordTable(): Uint16Array {
  const table = new Uint16Array(TABLE_SIZE);
  const put = (words: readonly string[], trait: number) => {
    for (const word of words) {
      let hash = 0;
      // A digit ends a word: `1union` and `/*!50000select` hold one, and `base64` is found by its letters.
      let i = 0;
      for (; i < word.length && isLetter(word.charCodeAt(i)); i++) {
        hash = ((hash << 5) - hash + (word.charCodeAt(i) | 32)) & (TABLE_SIZE - 1);
      }
      // What is left of `c3p0` or `w3m` stands in every other text.
      if (i === word.length || i > 2) table[hash]! |= trait;
    }
  };
  put(SQL_STRONG_WORDS, SQL_STRONG);
  put(SQL_WEAK_WORDS, SQL_WEAK);
  put(SCRIPT_WORDS, SCRIPT_WORD);
  put(PATH_WORDS, PATH_WORD);
  put(COMMAND_WORDS, COMMAND_WORD);
  put(WORD_COMMAND_WORDS, WORD_COMMAND_WORD);
  put(CODE_WORDS, CODE_WORD);
  put(CALL_WORDS, CALL_WORD);
  put(NOSQL_WORDS, NOSQL_WORD);
  put(XML_WORDS, XML_WORD);
  put(SCHEME_WORDS, SCHEME_WORD);
  put(DESER_WORDS, DESER_WORD);
  put(JNDI_WORDS, JNDI_WORD);
  put(LDAP_WORDS, LDAP_WORD);
  put(PROTO_WORDS, PROTO_WORD);
  put(FILE_WORDS, NAME_WORD);
  put(HOST_WORDS, NAME_WORD);
  // The hash of no word.
  table[0] = 0;
  return table;
}

function isLetter(code: number): boolean {
  return ((code | 32) >= 97 && (code | 32) <= 122) || code === 95;
}
