import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, Model, ModelSet, SinkUse } from '../../engine/types.ts';
import { argument, models } from './helpers.ts';
import { requests } from './http.ts';

/*
 * Packages that are known by a table: which calls take something dangerous, at which position or under which name.
 */

interface Dangerous {
  /** Of the call's path from its beginning: `athena.read_sql_query`, `Client#.submit`. */
  readonly calls: RegExp;
  readonly class: SinkClass;
  readonly index?: number;
  readonly name?: string;
  readonly confidence?: 'medium';
  readonly onlyStructured?: true;
  /** Counts where a text, or a part of the event, stands there. */
  readonly onlyText?: true;
  readonly position?: SinkUse['position'];
}

const row = (calls: RegExp, sink: SinkClass, index = 0, name?: string, more: Partial<Dangerous> = {}): Dangerous => ({
  calls,
  class: sink,
  index,
  ...(name === undefined ? {} : { name }),
  ...more,
});

const GUESS = { confidence: 'medium' } as const;
const TEXT = { onlyText: true } as const;
const STRUCTURED = { onlyStructured: true } as const;

const PACKAGES: Readonly<Record<string, readonly Dangerous[]>> = {
  // Databases
  psycopg2: [row(/^extras\.execute_(values|batch)$/, 'sqli', 1, 'sql')],
  awswrangler: [
    row(
      /(^|\.)(athena|postgresql|mysql|redshift|sqlserver|oracle|data_api|rds|timestream)\b.*\.(read_sql_query|unload|start_query_execution|query|create_ctas_table)$/,
      'sqli',
      0,
      'sql',
    ),
    row(/^s3\.select_query$/, 'sqli', 0, 'sql'),
    row(/^dynamodb\.(read_partiql_query|execute_statement)$/, 'sqli', 0, undefined, TEXT),
    row(/^cloudwatch\.(read_logs|run_query|start_query)$/, 'nosqli', 0, 'query'),
    row(/^neptune\.execute_(opencypher|gremlin|sparql)$/, 'sqli', 1, 'query'),
  ],
  polars: [row(/^read_database(_uri)?$/, 'sqli', 0, 'query')],
  connectorx: [row(/^read_sql$/, 'sqli', 1, 'query')],
  gremlin_python: [row(/\.(submit|submit_async)$/, 'sqli', 0, 'message')],
  pony: [
    row(/\.(select|get|execute|exists|select_by_sql|get_by_sql)$/, 'sqli', 0, 'sql', TEXT),
    row(/^orm\.raw_sql$/, 'sqli', 0),
  ],
  peewee: [row(/^SQL$/, 'sqli', 0, 'sql'), row(/^fn\.\w+$/, 'sqli', 9, 'sql')],
  mongoengine: [row(/\bobjects\b.*$/, 'nosqli', 9, '__raw__', STRUCTURED)],
  pymongo: [row(/\.command$/, 'nosqli', 0, 'command', STRUCTURED)],
  supabase: [row(/\.or_$/, 'nosqli', 0)],
  arango: [row(/\baql\.(execute|explain|validate)$/, 'nosqli', 0, 'query')],
  azure: [row(/\.query_items$/, 'sqli', 0, 'query')],
  simple_salesforce: [row(/\.(query|query_all|query_all_iter|search|quick_search)$/, 'sqli', 0)],
  rdflib: [row(/\.(query|update)$/, 'sqli', 0)],
  SPARQLWrapper: [row(/\.setQuery$/, 'sqli', 0)],
  meilisearch: [row(/\.search$/, 'nosqli', 9, 'filter', GUESS)],
  ldap3: [row(/^Connection$/, 'ldap', 1, 'user', { onlyText: true })],
  ldap: [row(/\.(simple_bind_s|simple_bind|bind_s|bind|modify_s|add_s|delete_s)$/, 'ldap', 0, 'who')],
  // Programs, here and elsewhere
  delegator: [row(/^(run|chain)$/, 'cmdi', 0)],
  envoy: [row(/^(run|connect)$/, 'cmdi', 0)],
  asyncssh: [row(/\.(run|create_process|create_session)$/, 'cmdi', 0, 'command')],
  netmiko: [row(/\.(send_command|send_command_timing|send_config_set|write_channel)$/, 'cmdi', 0, 'command_string')],
  napalm: [row(/\.cli$/, 'cmdi', 0)],
  winrm: [row(/\.(run_cmd|run_ps|run_command)$/, 'cmdi', 0)],
  pypsrp: [row(/\.(execute_cmd|execute_ps|add_script)$/, 'cmdi', 0)],
  pssh: [row(/\.run_command$/, 'cmdi', 0)],
  paramiko: [
    row(/\.exec_command$/, 'cmdi', 0, 'command'),
    row(/\binvoke_shell\(\)\.(send|sendall)$/, 'cmdi', 0),
    row(/\b(open_sftp|from_transport)\(\)\.get$/, 'traversal', 1, 'localpath'),
    row(/\b(open_sftp|from_transport)\(\)\.put$/, 'traversal', 0, 'localpath'),
  ],
  pysftp: [
    row(/\.get$/, 'traversal', 1, 'localpath'),
    row(/\.put$/, 'traversal', 0, 'localpath'),
    row(/\.execute$/, 'cmdi', 0),
  ],
  // Files
  glob: [row(/^(glob|iglob)$/, 'traversal', 0, 'pathname')],
  linecache: [row(/^(getline|getlines)$/, 'traversal', 0, 'filename')],
  fileinput: [row(/^(input|FileInput)$/, 'traversal', 0, 'files')],
  py7zr: [row(/\.(extractall|extract)$/, 'traversal', 0, 'path'), row(/^SevenZipFile$/, 'traversal', 0, 'file', TEXT)],
  patoolib: [row(/^extract_archive$/, 'traversal', 9, 'outdir')],
  rarfile: [row(/\.(extractall|extract)$/, 'traversal', 0, 'path')],
  numpy: [
    row(/^(save|savez|savez_compressed|savetxt|loadtxt|genfromtxt|fromfile|memmap)$/, 'traversal', 0, 'file', TEXT),
  ],
  pandas: [
    row(
      /\bDataFrame\b.*\.(to_csv|to_json|to_excel|to_parquet|to_pickle|to_feather|to_html)$/,
      'traversal',
      0,
      'path_or_buf',
      TEXT,
    ),
  ],
  h5py: [row(/^File$/, 'traversal', 0, 'name', TEXT)],
  soundfile: [row(/^(read|write|SoundFile)$/, 'traversal', 0, 'file', TEXT)],
  librosa: [row(/^load$/, 'traversal', 0, 'path', TEXT)],
  pytesseract: [row(/^image_to_\w+$/, 'traversal', 0, 'image', TEXT)],
  camelot: [row(/^read_pdf$/, 'ssrf', 0, 'filepath', TEXT)],
  tabula: [row(/^(read_pdf|convert_into)$/, 'ssrf', 0, 'input_path', TEXT)],
  pdfplumber: [row(/^open$/, 'traversal', 0, 'path_or_fp', TEXT)],
  xlrd: [row(/^open_workbook$/, 'traversal', 0, 'filename', TEXT)],
  // Addresses
  websockets: [row(/(^|\.)connect$/, 'ssrf', 0, 'uri')],
  gql: [
    row(
      /\b(RequestsHTTPTransport|AIOHTTPTransport|HTTPXTransport|HTTPXAsyncTransport|WebsocketsTransport)$/,
      'ssrf',
      0,
      'url',
    ),
  ],
  sgqlc: [row(/\bHTTPEndpoint$/, 'ssrf', 0, 'url')],
  jwt: [row(/^PyJWKClient$/, 'ssrf', 0, 'uri')],
  slack_sdk: [row(/(^|\.)(WebhookClient|AsyncWebhookClient)$/, 'ssrf', 0, 'url')],
  discord_webhook: [row(/^(DiscordWebhook|AsyncDiscordWebhook)$/, 'ssrf', 0, 'url')],
  pymsteams: [row(/^connectorcard$/, 'ssrf', 0)],
  pywebpush: [row(/^webpush$/, 'ssrf', 0, undefined, STRUCTURED)],
  tensorflow: [row(/\bget_file$/, 'ssrf', 1, 'origin'), row(/\bload_model$/, 'deser', 0, 'filepath')],
  keras: [row(/\bload_model$/, 'deser', 0, 'filepath'), row(/\bget_file$/, 'ssrf', 1, 'origin')],
  transformers: [row(/\bfrom_pretrained$/, 'deser', 0, undefined, GUESS)],
  skops: [row(/^io\.(load|loads)$/, 'deser', 0)],
  hickle: [row(/^load$/, 'deser', 0)],
  // Languages
  chameleon: [row(/(^|\.)(PageTemplate|PageTextTemplate)$/, 'ssti', 0)],
  genshi: [row(/(^|\.)(MarkupTemplate|TextTemplate|NewTextTemplate|OldTextTemplate)$/, 'ssti', 0, 'source')],
  Cheetah: [row(/^Template\.Template$/, 'ssti', 0, 'source')],
  bottle: [row(/^(template|SimpleTemplate|jinja2_template|mako_template|cheetah_template)$/, 'ssti', 0)],
  django: [row(/^template\.(Template|engines\b.*\.from_string)$/, 'ssti', 0, 'template_string')],
  airspeed: [row(/^Template$/, 'ssti', 0)],
  docxtpl: [row(/^DocxTemplate$/, 'ssti', 0, 'template_file')],
  simpleeval: [row(/^simple_eval$/, 'codei', 0, 'expr', GUESS), row(/#\.eval$/, 'codei', 0, 'expr', GUESS)],
  asteval: [row(/^Interpreter#(\.eval|\.parse)?$/, 'codei', 0)],
  py_mini_racer: [row(/#\.(eval|execute|call)$/, 'codei', 0)],
  dukpy: [row(/^(evaljs|JSInterpreter#\.evaljs)$/, 'codei', 0)],
  quickjs: [row(/(^Function$|#\.eval$)/, 'codei', 0)],
  lupa: [row(/#\.(execute|eval|compile)$/, 'codei', 0)],
  RestrictedPython: [row(/^compile_restricted\w*$/, 'codei', 0, 'source')],
  e2b_code_interpreter: [row(/\.(run_code|exec_cell)$/, 'codei', 0, 'code'), row(/\bcommands\.run$/, 'cmdi', 0)],
  langchain_experimental: [
    row(/\bPythonREPL#\.run$/, 'codei', 0, 'command'),
    row(/\b(PythonREPLTool|PythonAstREPLTool)#\.(run|invoke|_run)$/, 'codei', 0),
  ],
  langchain_community: [
    row(/\bSQLDatabase\b.*\.(run|run_no_throw)$/, 'sqli', 0, 'command'),
    row(/\b(QuerySQLDataBaseTool|QuerySQLDatabaseTool)#\.(run|invoke)$/, 'sqli', 0),
    row(/\bShellTool#\.(run|invoke)$/, 'cmdi', 0),
  ],
  langchain: [row(/\bSQLDatabase\b.*\.(run|run_no_throw)$/, 'sqli', 0, 'command')],
  llama_index: [row(/\bSQLDatabase#\.run_sql$/, 'sqli', 0, 'command')],
};

const isText = ({ shapes }: AbstractValue): boolean =>
  shapes.some(({ kind }) => kind === 'text' || kind === 'event' || kind === 'constant');

const judges =
  (module: string, rows: readonly Dangerous[]): Model =>
  (call, engine) => {
    const { path } = call.callee;
    for (const one of rows) {
      if (!one.calls.test(path)) continue;
      const value = argument(call, one.index ?? 0, one.name);
      if (value === undefined || (one.onlyText && !isText(value))) continue;
      const name = `${module}.${path.slice(path.lastIndexOf('.') + 1)}`;
      if (one.class === 'ssrf') requests(call, engine, name, value);
      else
        engine.sink({
          class: one.class,
          name,
          value,
          place: call.place,
          ...(one.confidence ? { confidence: one.confidence } : {}),
          ...(one.onlyStructured ? { onlyStructured: true } : {}),
          ...(one.position ? { position: one.position } : {}),
        });
      if (one.class === 'traversal') engine.use('read', value, call.place);
      if (one.class === 'cmdi') engine.use('process', value, call.place);
    }
    // What comes of it other models say, or nobody.
    return undefined;
  };

/** Packages that are known by a table. */
export const moreModels: readonly ModelSet[] = Object.entries(PACKAGES).map(([module, rows]) =>
  models(module, {}, { otherCalls: judges(module, rows) }),
);
