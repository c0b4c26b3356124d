/**
 * What a piece of SQL is, one letter each, so that a rule over tokens is a comparison of letters:
 * `n` number or constant, `s` string, `v` name, `f` function name before `(`, `d` function that an injection calls for
 * its effect, `l` and/or/xor/&&/||, `u` not/!/~/binary, `o` other operator, `c` comment to the end, `U` union,
 * `E` select, `S` other word that begins a statement, `k` word inside a statement, `(`, `)`, `,`, `;`, `?` anything else.
 */
export type SqlToken =
  | 'n'
  | 's'
  | 'v'
  | 'f'
  | 'd'
  | 'l'
  | 'u'
  | 'o'
  | 'c'
  | 'U'
  | 'E'
  | 'S'
  | 'k'
  | '('
  | ')'
  | ','
  | ';'
  | '?';

export interface SqlTokens {
  readonly types: readonly SqlToken[];
  /** Start and end of each token in the text. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly text: string;
  /** Lower-case word of a `v`, `f`, `d`, `S`, `k`, `o`, `l`, `u`; the sign of an operator; `''` otherwise. */
  readonly words: readonly string[];
}

/** Tokens beyond this are not read: 2 ms of work. An injection shows within the first few unless it is padded. */
const MAX_TOKENS = 20_000;

const WORDS = new Map<string, SqlToken>();
const put = (type: SqlToken, words: string) => {
  for (const word of words.split(' ')) WORDS.set(word, type);
};
put('l', 'or and xor');
put('u', 'not binary');
put('o', 'like rlike regexp ilike between in is div mod sounds similar glob match escape');
put('U', 'union except intersect');
put('E', 'select');
put(
  'S',
  'insert update delete drop create alter truncate exec execute declare shutdown merge grant revoke call set begin if ' +
    'waitfor replace handler load use print backup reconfigure',
);
put(
  'k',
  'from where having order group by limit into outfile dumpfile values table as on join case when then else end offset ' +
    'procedure using collate asc desc all distinct distinctrow top rollup fetch returning with',
);
put(
  'n',
  'null true false unknown current_user session_user sysdate localtime localtimestamp current_date current_time',
);
put(
  'd',
  'sleep benchmark pg_sleep load_file extractvalue updatexml xp_cmdshell xp_dirtree xp_regread xp_fileexist ' +
    'sp_executesql sp_oacreate sp_password randomblob zeroblob load_extension make_set elt group_concat concat_ws ' +
    'exp geometrycollection multipoint name_const json_keys lo_import lo_export pg_read_file query_to_xml ' +
    'database_to_xml dbms_pipe.receive_message dbms_lock.sleep dbms_utility.sqlid_to_sqlhash utl_http.request ' +
    'utl_inaddr.get_host_address utl_inaddr.get_host_name ctxsys.drithsx.sn dbms_xmlgen.getxml ' +
    'dbms_java.runjava sys.fn_varbintohexstr fn_varbintohexstr generate_series procedure_analyse row_to_json ' +
    'substring substr ascii ord char chr unhex hex version database user system_user schema mid conv md5 concat convert ' +
    'cast coalesce ifnull iif char_length length bin_to_num instr locate sqlite_version',
);

/**
 * Splits a text into SQL tokens of any dialect. Closed comments are blanks; what MySQL executes inside of `/*! *` + `/`
 * is read.
 * @param from where to begin: 0, or after the quote that ends the developer's string
 */
export function readSql(text: string, from: number): SqlTokens {
  const types: SqlToken[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const words: string[] = [];
  const length = text.length;
  let i = from;
  const push = (type: SqlToken, start: number, end: number, word = '') => {
    types.push(type);
    starts.push(start);
    ends.push(end);
    words.push(word);
    i = end;
  };
  /** To the end of the line; what stands in the next line is read on. */
  const pushComment = (sign: string) => {
    const line = text.indexOf('\n', i);
    if (line === -1) push('c', i, length, sign);
    else push('c', i, line + 1, `${sign}\n`);
  };
  while (i < length && types.length < MAX_TOKENS) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code === 0xa0) {
      i++;
      continue;
    }
    const lower = code | 32;
    if ((lower >= 97 && lower <= 122) || code === 95) {
      const end = wordEnd(text, i);
      const word = text.slice(i, end).toLowerCase();
      // Oracle q'[…]', N'…', X'…', _latin1'…'
      if (text.charCodeAt(end) === 39 && word.length <= 1 && 'nqxb'.includes(word)) {
        push('s', i, stringEnd(text, end));
        continue;
      }
      push(typeOfWord(text, word, end), i, end, word);
      continue;
    }
    if (code >= 48 && code <= 57) {
      push('n', i, numberEnd(text, i));
      continue;
    }
    switch (code) {
      case 39: // '
      case 34: // "
        push('s', i, stringEnd(text, i));
        break;
      case 96: {
        const end = text.indexOf('`', i + 1);
        push('v', i, end === -1 ? length : end + 1);
        break;
      }
      case 91: {
        // [name] of Transact-SQL
        const end = text.indexOf(']', i + 1);
        if (end !== -1 && end - i < 64) push('v', i, end + 1);
        else push('?', i, i + 1);
        break;
      }
      case 40:
        push('(', i, i + 1);
        break;
      case 41:
        push(')', i, i + 1);
        break;
      case 44:
        push(',', i, i + 1);
        break;
      case 59:
        push(';', i, i + 1);
        break;
      case 64: {
        let end = i + 1;
        while (end < length && text.charCodeAt(end) === 64) end++;
        const name = wordEnd(text, end);
        if (name > end || end - i > 1) push('n', i, Math.max(name, end), '@');
        else push('?', i, i + 1);
        break;
      }
      case 35:
        pushComment('#');
        break;
      case 45: // -
        if (text.charCodeAt(i + 1) === 45) pushComment('--');
        else push('o', i, i + 1, '-');
        break;
      case 47: // /
        if (text.charCodeAt(i + 1) !== 42) {
          push('o', i, i + 1, '/');
          break;
        }
        if (text.charCodeAt(i + 2) === 33) {
          i += 3;
          while (i < length && isDigit(text.charCodeAt(i))) i++;
          break;
        }
        {
          const end = text.indexOf('*/', i + 2);
          if (end === -1) push('c', i, length, '/*');
          else i = end + 2;
        }
        break;
      case 42: // *
        if (text.charCodeAt(i + 1) === 47) i += 2;
        else push('o', i, i + 1, '*');
        break;
      case 124: // |
        if (text.charCodeAt(i + 1) === 124) push('l', i, i + 2, '||');
        else push('o', i, i + 1, '|');
        break;
      case 38: // &
        if (text.charCodeAt(i + 1) === 38) push('l', i, i + 2, '&&');
        else push('o', i, i + 1, '&');
        break;
      case 33: // !
        if (text.charCodeAt(i + 1) === 61) push('o', i, i + 2, '!=');
        else push('u', i, i + 1, '!');
        break;
      case 126:
        push('u', i, i + 1, '~');
        break;
      case 60:
      case 61:
      case 62: {
        let end = i + 1;
        while (end < length && end - i < 3 && isComparison(text.charCodeAt(end))) end++;
        push('o', i, end, text.slice(i, end));
        break;
      }
      case 43:
      case 37:
      case 94:
        push('o', i, i + 1, text[i]!);
        break;
      case 46:
        if (isDigit(text.charCodeAt(i + 1))) push('n', i, numberEnd(text, i));
        else push('?', i, i + 1);
        break;
      case 0x2013: // en dash: `--` as word processors write it
      case 0x2014:
        push('c', i, length, '--');
        break;
      default:
        push('?', i, i + 1, code > 127 ? 'w' : '');
    }
  }
  return { types, starts, ends, words, text };
}

function typeOfWord(text: string, word: string, end: number): SqlToken {
  const known = WORDS.get(word);
  if (known === 'd' || known === undefined || known === 'S' || known === 'n') {
    let next = end;
    while (next < text.length && text.charCodeAt(next) <= 32) next++;
    if (text.charCodeAt(next) === 40) return known === 'd' ? 'd' : known === 'S' ? (word === 'if' ? 'f' : known) : 'f';
    if (known === 'd') return 'v';
  }
  return known ?? 'v';
}

/** Names with dots are one word: `information_schema.tables`. */
function wordEnd(text: string, from: number): number {
  let i = from;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const lower = code | 32;
    if ((lower >= 97 && lower <= 122) || isDigit(code) || code === 95 || code === 36) continue;
    if (code === 46 && i > from && isNameStart(text.charCodeAt(i + 1))) continue;
    break;
  }
  return i;
}

function numberEnd(text: string, from: number): number {
  let i = from;
  if (text.charCodeAt(i) === 48 && (text.charCodeAt(i + 1) | 32) === 120) {
    i += 2;
    while (i < text.length && isHex(text.charCodeAt(i))) i++;
    return i;
  }
  while (i < text.length && (isDigit(text.charCodeAt(i)) || text.charCodeAt(i) === 46)) i++;
  if ((text.charCodeAt(i) | 32) === 101) {
    // 1e0, and MySQL's 1.e( as well as 1e5union
    let exponent = i + 1;
    while (exponent < text.length && isDigit(text.charCodeAt(exponent))) exponent++;
    if (exponent > i + 1 || text.charCodeAt(i + 1) === 40) i = exponent;
  }
  return i;
}

/** After the closing quote; doubled and backslashed quotes belong to the string. */
function stringEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === quote) {
      if (text.charCodeAt(i + 1) !== quote) return i + 1;
      i++;
    }
  }
  return text.length;
}

function isNameStart(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || code === 95;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHex(code: number): boolean {
  return isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 102);
}

function isComparison(code: number): boolean {
  return code >= 60 && code <= 62;
}
