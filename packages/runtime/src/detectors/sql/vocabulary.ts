/**
 * What a piece of SQL is, one letter each, so that a rule over tokens is a comparison of letters:
 * `n` number or constant, `s` string, `v` name, `f` function name before `(`, `d` function that only an injection calls
 * (for its effect or what it tells of the server), `l` and/or/xor/&&/||, `u` not/!/~/binary, `o` other operator, `c`
 * comment to the end, `U` union, `E` select, `S` other word that begins a statement, `k` word inside a statement, `(`,
 * `)`, `,`, `;`, `?` anything else.
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

interface Vocabulary {
  readonly kinds: Map<string, SqlToken>;
  /** Bits of what a word of this shape may be: most words of prose are told by it alone to be none of SQL. */
  readonly shapes: Uint8Array;
}

/** May be a word of SQL. */
const KNOWN = 1;
/** May be `or` and its like: something is compared behind it. */
export const ANCHOR_LOGIC = 2;
/** May be a function: a bracket stands behind it. */
export const ANCHOR_CALL = 4;
/** May be `when`: a call or a number stands behind it. */
export const ANCHOR_CHOICE = 8;
/** May be another word at which something can begin that is SQL wherever it stands. */
export const ANCHOR_OTHER = 16;
const SHAPE_MASK = 0x3fff;

/**
 * Where a word stands in {@link anchorsByShape}, by its first letter, its last three (five bits each, the last one lowest) and its length: of words of prose one in a
 * hundred has the place of one that is looked for.
 */
export function shapeOf(first: number, ending: number, length: number): number {
  return (ending + (first & 31) * 577 + length * 1103) & SHAPE_MASK;
}

function shapeOfWord(text: string, start: number, end: number): number {
  const length = end - start;
  let ending = text.charCodeAt(end - 1) & 31;
  if (length > 1) ending ^= (text.charCodeAt(end - 2) & 31) << 5;
  if (length > 2) ending ^= (text.charCodeAt(end - 3) & 31) << 10;
  return shapeOf(text.charCodeAt(start), ending, length);
}

export function mayBeKnown(text: string, start: number, end: number): boolean {
  return (theVocabulary().shapes[shapeOfWord(text, start, end)]! & KNOWN) !== 0;
}

/** `ANCHOR_` bits, and bits of others'. */
export function anchorsByShape(): Uint8Array {
  return theVocabulary().shapes;
}

let vocabulary: Vocabulary | undefined;

function theVocabulary(): Vocabulary {
  vocabulary ??= makeVocabulary();
  return vocabulary;
}

const WORDS: ReadonlyArray<readonly [SqlToken, string]> = [
  // The last two are of Access.
  ['l', 'or and xor eqv imp'],
  ['u', 'not binary'],
  [
    'o',
    'like rlike regexp ilike between in is div mod sounds similar glob match escape notnull isnull member contains regexp_like',
  ],
  ['U', 'union except intersect minus'],
  ['E', 'select'],
  [
    'S',
    'insert update delete drop create alter truncate exec execute declare shutdown merge grant revoke call set begin if ' +
      'waitfor replace handler load use print backup restore reconfigure prepare deallocate copy attach detach vacuum ' +
      'pragma kill dbcc rename lock unlock flush show describe explain with do analyze bulk goto while listen notify ' +
      'reset purge optimize comment deny openrowset raiserror desc savepoint commit rollback',
  ],
  [
    'k',
    'from where having order group by limit into outfile dumpfile values table as on join case when then else end offset ' +
      'procedure using collate asc distinct all distinctrow top rollup fetch returning exists any some interval for',
  ],
  [
    'n',
    'null true false unknown current_user session_user system_user sysdate localtime localtimestamp current_date ' +
      'current_time current_timestamp rownum rowid',
  ],
  // Called for what they do to the server or for what their error tells; no form field holds them.
  [
    'd',
    'sleep benchmark pg_sleep pg_sleep_for pg_sleep_until load_file extractvalue updatexml xp_cmdshell xp_dirtree ' +
      'xp_regread xp_regwrite xp_fileexist xp_subdirs xp_availablemedia xp_enumdsn xp_loginconfig xp_servicecontrol ' +
      'xp_sprintf xp_msver sp_executesql sp_oacreate sp_oamethod sp_makewebtask sp_addextendedproc sp_configure ' +
      'sp_password sp_adduser sp_addsrvrolemember sp_helptext randomblob zeroblob load_extension make_set elt ' +
      'geometrycollection multipoint multipolygon multilinestring linestring polygon name_const procedure_analyse ' +
      'gtid_subset gtid_subtract st_latfromgeohash st_longfromgeohash st_pointfromgeohash lo_import lo_export lo_get ' +
      'lo_put lo_from_bytea pg_read_file pg_read_binary_file pg_ls_dir pg_stat_file pg_reload_conf query_to_xml ' +
      'database_to_xml table_to_xml query_to_json dblink dblink_connect dblink_exec dblink_send_query xmltype ' +
      'httpuritype dbms_pipe.receive_message dbms_lock.sleep dbms_session.sleep dbms_utility.sqlid_to_sqlhash ' +
      'dbms_xmlgen.getxml dbms_xmlquery.newcontext dbms_java.runjava dbms_ldap.init dbms_scheduler.create_job ' +
      'dbms_export_extension dbms_cdc_publish dbms_assert utl_http.request utl_inaddr.get_host_address ' +
      'utl_inaddr.get_host_name utl_file.fopen utl_smtp.open_connection utl_tcp.open_connection utl_url.unescape ' +
      'ctxsys.drithsx.sn ordsys.ord_dicom.getmappingxpath fn_varbintohexstr fn_xe_file_target_read_file ' +
      'fn_get_audit_file fn_trace_gettable openrowset opendatasource openquery get_lock release_lock is_free_lock ' +
      'master_pos_wait sys_eval sys_exec sys_get user_lock.sleep writefile readfile fts3_tokenizer group_concat ' +
      'json_arrayagg wm_concat listagg generate_series xmlagg sys_context current_setting has_table_privilege ' +
      'current_schemas pg_backend_pid db_name host_name suser_name suser_sname is_srvrolemember is_member ' +
      'object_id serverproperty col_name sqlite_version sqlite_compileoption_used updatexml_ bin_to_num',
  ],
  // Common in queries too, so that they mean something only inside of an injected condition.
  [
    'f',
    'substring substr ascii ord char chr unhex hex version database schema user mid conv md5 sha1 sha concat concat_ws ' +
      'convert cast coalesce ifnull iif char_length length instr locate nullif nvl decode encode exp floor rand count ' +
      'lpad rpad left right lower upper reverse strcmp greatest least json_keys json_extract row_to_json array_agg ' +
      'string_agg to_char to_number row unistr overlay starts_with find_in_set uncompress compress quote',
  ],
];

/** Words of other kinds than `l U E d f` that are anchors. */
const ANCHORS =
  'sp_password waitfor declare load handler copy exec execute into procedure from having order group join';

/** Written for an interpreter: it runs once, in a cold start. */
function makeVocabulary(): Vocabulary {
  const kinds = new Map<string, SqlToken>();
  const shapes = new Uint8Array(SHAPE_MASK + 1);
  for (const [kind, words] of WORDS) {
    const bits = KNOWN | anchorBit(kind);
    for (const word of words.split(' ')) {
      kinds.set(word, kind);
      shapes[shapeOfWord(word, 0, word.length)]! |= bits;
    }
  }
  const mark = (word: string, bits: number) => {
    shapes[shapeOfWord(word, 0, word.length)]! |= bits;
  };
  mark('if', ANCHOR_CALL);
  mark('when', ANCHOR_CHOICE);
  for (const word of ANCHORS.split(' ')) mark(word, ANCHOR_OTHER);
  // What a filter that deletes words once would leave: `oorr`, `aandnd`, `uniunionon`, `selselectect`.
  for (const inner of ['or', 'and', 'union', 'select']) {
    const kind = kinds.get(inner)!;
    for (let at = 1; at <= inner.length; at++) {
      const word = inner.slice(0, at) + inner + inner.slice(at);
      kinds.set(word, kind);
      mark(word, KNOWN | anchorBit(kind));
    }
  }
  return { kinds, shapes };
}

function anchorBit(kind: SqlToken): number {
  if (kind === 'l') return ANCHOR_LOGIC;
  if (kind === 'd' || kind === 'f') return ANCHOR_CALL;
  return kind === 'U' || kind === 'E' ? ANCHOR_OTHER : 0;
}

export function kindOf(word: string): SqlToken | undefined {
  const { kinds } = theVocabulary();
  return kinds.get(word) ?? (word.length >= 4 ? kindWithin(kinds, word) : undefined);
}

/**
 * Words with a package before them that no form field calls: `master..xp_cmdshell`, `sys.fn_varbintohexstr`, and every
 * `dbms_*` and `utl_*` of Oracle.
 */
function kindWithin(kinds: Map<string, SqlToken>, word: string): SqlToken | undefined {
  const dot = word.lastIndexOf('.');
  if (dot === -1) return isPackage(word, 0) ? 'd' : undefined;
  if (kinds.get(word.slice(dot + 1)) === 'd' || isPackage(word, 0)) return 'd';
  for (let at = word.indexOf('.'); at !== -1; at = word.indexOf('.', at + 1)) if (isPackage(word, at + 1)) return 'd';
  return undefined;
}

/** `xp_`, `dbms_`, `utl_`, as a word or a part of a dotted one begins. */
export function isPackage(text: string, at: number): boolean {
  switch (text.charCodeAt(at) | 32) {
    case 120: // x
      return text.charCodeAt(at + 2) === 95 && (text.charCodeAt(at + 1) | 32) === 112;
    case 117: // u
      return text.charCodeAt(at + 3) === 95 && text.slice(at, at + 3).toLowerCase() === 'utl';
    case 100: // d
      return text.charCodeAt(at + 4) === 95 && text.slice(at, at + 4).toLowerCase() === 'dbms';
    default:
      return false;
  }
}

/** Tables and views that describe the database or hold its accounts. */
export function isSystemTable(word: string): boolean {
  if (SYSTEM_TABLES.has(word)) return true;
  const dot = word.indexOf('.');
  if (dot === -1) return word.startsWith('v$') || word.startsWith('gv$') || word.startsWith('pg_stat_');
  const schema = word.slice(0, dot);
  return SYSTEM_SCHEMAS.has(schema) || SYSTEM_TABLES.has(word.slice(word.lastIndexOf('.') + 1)) || schema === 'master';
}

const SYSTEM_SCHEMAS = new Set(
  'information_schema mysql pg_catalog sys syscat sysibm sysibmadm performance_schema msdb tempdb sqlite_master master'.split(
    ' ',
  ),
);
const SYSTEM_TABLES = new Set(
  (
    'information_schema sqlite_master sqlite_schema sqlite_temp_master sysobjects syscolumns sysdatabases sysusers ' +
    'syslogins sysxlogins sysprocesses systables msysaccessobjects msysobjects msysaces msysqueries msysaccessxml ' +
    'all_tables user_tables dba_tables all_tab_columns user_tab_columns all_users dba_users user_users all_objects ' +
    'user_objects all_tab_comments dual pg_user pg_group pg_shadow pg_database pg_tables pg_class pg_roles pg_authid ' +
    'pg_namespace pg_attribute pg_language pg_proc svv_tables svv_columns stl_query rdb$relations rdb$database ' +
    'rdb$fields domain.tables domain.columns domain.users syscat.tables syscat.columns ' +
    'user_role_privs session_privs user_sys_privs dba_role_privs all_db_links x$version'
  ).split(' '),
);
