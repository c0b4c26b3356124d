import type { Model, ModelSet } from '../../engine/types.ts';
import { argument, each, models } from './helpers.ts';
import { requests } from './http.ts';

/*
 * Libraries that fetch what an address names: tables, pictures of the earth, feeds, pages, videos, browsers.
 */

/** What it gives is its own: a table, a page. */
const loads =
  (name: string, index = 0, parameter = 'url'): Model =>
  (call, engine) => {
    const url = argument(call, index, parameter) ?? call.named.values().next().value;
    if (url) requests(call, engine, name, isList(url) ? engine.item(url) : url);
    return engine.external('<loaded>', 'it#');
  };

function isList({ shapes }: { readonly shapes: readonly { readonly kind: string }[] }): boolean {
  return shapes.length > 0 && shapes.every(({ kind }) => kind === 'list');
}

/** A table comes from an address, a file or a buffer. */
const table =
  (name: string): Model =>
  (call, engine) => {
    const from = argument(call, 0, 'filepath_or_buffer') ?? call.named.values().next().value;
    if (from) engine.sink({ class: 'ssrf', name: `pandas.${name}`, value: from, place: call.place, position: 'start' });
    return engine.external('pandas', 'DataFrame#');
  };

const TABLES = [
  'read_csv',
  'read_table',
  'read_json',
  'read_excel',
  'read_parquet',
  'read_html',
  'read_xml',
  'read_fwf',
];

const browsers = ['Chrome', 'Firefox', 'Edge', 'Remote', 'PhantomJS', 'Safari'].flatMap((name) => [
  `webdriver.${name}#.get`,
  `${name}#.get`,
]);

export const loaderModels: readonly ModelSet[] = [
  models('pandas', Object.fromEntries(TABLES.map((name) => [name, table(name)]))),
  models('rasterio', { open: loads('rasterio.open', 0, 'fp') }),
  models(
    'rio_tiler',
    each(['io.COGReader', 'io.Reader', 'io.rasterio.Reader', 'io.STACReader'], loads('rio_tiler.Reader', 0, 'input')),
  ),
  models('feedparser', { parse: loads('feedparser.parse', 0, 'url_file_stream_or_string') }),
  models('wget', { download: loads('wget.download') }),
  models('selenium', each(browsers, loads('webdriver.get'))),
  models(
    'playwright',
    {},
    {
      otherCalls: (call, engine) => (/\.goto$/.test(call.callee.path) ? loads('page.goto')(call, engine) : undefined),
    },
  ),
  ...['yt_dlp', 'youtube_dl'].map((name) =>
    models(name, each(['YoutubeDL#.download', 'YoutubeDL#.extract_info'], loads(`${name}.download`, 0, 'url_list'))),
  ),
  ...['pytube', 'pytubefix'].map((name) => models(name, { YouTube: loads(`${name}.YouTube`) })),
  ...['newspaper', 'trafilatura'].map((name) =>
    models(name, each(['Article', 'article', 'fetch_url'], loads(`${name}.fetch`))),
  ),
];
