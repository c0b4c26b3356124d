import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { argument, each, models } from './helpers.ts';
import { requests } from './http.ts';

/*
 * Libraries that fetch what an address names: tables, pictures of the earth, feeds, pages, videos, repositories, browsers.
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

/** A page that a browser without a window makes into a document: its tags fetch what they name, files of the function too. */
const page =
  (name: string, index = 0, parameter = 'string'): Model =>
  (call, engine) => {
    const html = argument(call, index, parameter);
    if (html) pageSink(call, engine, name, html);
    return engine.external('<loaded>', 'it#');
  };

function pageSink(call: CallSite, engine: Engine, name: string, html: AbstractValue): void {
  // What is escaped makes no tags.
  const taint = html.taint.filter(({ cleanFor }) => cleanFor !== 'all' && !cleanFor.has('html-response'));
  const value = { shapes: engine.unknown('a page', call.place).shapes, taint };
  engine.sink({ class: 'ssrf', name, value, place: call.place, text: 'is rendered with what its tags name' });
}

/** `HTML(string=page)`, `HTML(url=address)`, `HTML(address)` of WeasyPrint. */
const weasyPrint: Model = (call, engine) => {
  const html = call.named.get('string');
  if (html === undefined) return loads('weasyprint.HTML')(call, engine);
  pageSink(call, engine, 'weasyprint.HTML', html);
  return engine.external('<loaded>', 'it#');
};

/** `handle.setopt(handle.URL, address)`. */
const curlOption: Model = (call, engine) => {
  const [option, value] = call.arguments;
  const isUrl = option !== undefined && engine.externalsOf(option).some(({ path }) => /(^|\.)URL$/.test(path));
  if (isUrl && value) requests(call, engine, 'pycurl.setopt', value);
  return engine.constant(null);
};

/** The same, and where it is written to. */
const loadsInto =
  (name: string, parameter: string): Model =>
  (call, engine) => {
    writesInto(call, engine, name, parameter);
    return loads(name)(call, engine);
  };

function writesInto(call: CallSite, engine: Engine, name: string, parameter: string, index = 1): void {
  const path = argument(call, index, parameter);
  if (path === undefined) return;
  engine.use('write', path, call.place);
  engine.sink({ class: 'traversal', name, value: path, place: call.place });
}

/** `ffmpeg.input(address).filter(…).output(path)` */
const media: Model = (call, engine) => {
  loads('ffmpeg.input', 0, 'filename')(call, engine);
  return engine.external('ffmpeg', 'stream#');
};

const mediaStep: Model = (call, engine) => {
  if (call.callee.path.endsWith('.output')) writesInto(call, engine, 'ffmpeg.output', 'filename', 0);
  return engine.external('ffmpeg', 'stream#');
};

const goesTo: Model = (call, engine) => {
  const method = /\.(goto|set_content|setContent)$/.exec(call.callee.path)?.[1];
  if (method === 'goto') return loads('page.goto')(call, engine);
  return method === undefined ? undefined : page(`page.${method}`, 0, 'html')(call, engine);
};

/** Languages models' loaders of documents from addresses, by their names. */
const documents: Model = (call, engine) =>
  /(^|\.)(WebBaseLoader|AsyncHtmlLoader|AsyncChromiumLoader|RecursiveUrlLoader|UnstructuredURLLoader|PlaywrightURLLoader|SeleniumURLLoader|SitemapLoader|NewsURLLoader|OnlinePDFLoader)$/.test(
    call.callee.path,
  )
    ? loads('document loader')(call, engine)
    : undefined;

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
  ...['playwright', 'pyppeteer', 'patchright'].map((name) => models(name, {}, { otherCalls: goesTo })),
  ...['pdfkit', 'imgkit'].map((name) =>
    models(name, {
      from_url: loadsInto(`${name}.from_url`, 'output_path'),
      from_string: (call, engine) => {
        writesInto(call, engine, `${name}.from_string`, 'output_path');
        return page(`${name}.from_string`)(call, engine);
      },
    }),
  ),
  models('weasyprint', { HTML: weasyPrint }),
  models('xhtml2pdf', { 'pisa.CreatePDF': page('pisa.CreatePDF', 0, 'src') }),
  models('pycurl', { 'Curl#.setopt': curlOption }),
  ...['langchain_community', 'langchain'].map((name) => models(name, {}, { otherCalls: documents })),
  models('git', each(['Repo.clone_from', 'repo.Repo.clone_from'], loadsInto('git.clone_from', 'to_path'))),
  models('pygit2', { clone_repository: loadsInto('pygit2.clone_repository', 'path') }),
  models('dulwich', { 'porcelain.clone': loads('dulwich.clone', 0, 'source') }),
  models('fsspec', each(['open', 'open_files', 'core.url_to_fs'], loads('fsspec.open', 0, 'urlpath'))),
  models('smart_open', each(['open', 'smart_open'], loads('smart_open.open', 0, 'uri'))),
  ...['xarray', 'rioxarray'].map((name) =>
    models(
      name,
      each(
        ['open_dataset', 'open_zarr', 'open_mfdataset', 'open_rasterio', 'open_dataarray'],
        loads(`${name}.open`, 0, 'filename_or_obj'),
      ),
    ),
  ),
  models('geopandas', each(['read_file', 'read_parquet'], loads('geopandas.read_file', 0, 'filename'))),
  models('fiona', { open: loads('fiona.open', 0, 'fp') }),
  models('osgeo', each(['gdal.Open', 'gdal.OpenEx', 'gdal.Warp', 'ogr.Open'], loads('gdal.Open'))),
  models('cv2', { VideoCapture: loads('cv2.VideoCapture', 0, 'filename') }),
  models(
    'imageio',
    each(['imread', 'get_reader', 'v2.imread', 'v3.imread', 'mimread'], loads('imageio.imread', 0, 'uri')),
  ),
  models('skimage', { 'io.imread': loads('skimage.imread', 0, 'fname') }),
  models('ffmpeg', each(['input', 'probe'], media), { otherCalls: mediaStep }),
  models('m3u8', { load: loads('m3u8.load', 0, 'uri') }),
  models('zeep', each(['Client', 'AsyncClient'], loads('zeep.Client', 0, 'wsdl'))),
  models('xmlrpc', { 'client.ServerProxy': loads('xmlrpc.ServerProxy', 0, 'uri') }),
  models(
    'pystac',
    each(['Item.from_file', 'Catalog.from_file', 'Collection.from_file'], loads('pystac.from_file', 0, 'href')),
  ),
  models('pystac_client', { 'Client.open': loads('pystac_client.open') }),
  models('mechanize', { 'Browser#.open': loads('mechanize.open') }),
  ...['polars', 'dask', 'modin'].map((name) =>
    models(
      name,
      each(
        ['', 'dataframe.', 'pandas.'].flatMap((at) =>
          ['read_csv', 'read_parquet', 'read_json', 'scan_csv', 'scan_parquet'].map((each) => `${at}${each}`),
        ),
        loads(`${name}.read`, 0, 'source'),
      ),
    ),
  ),
  ...['yt_dlp', 'youtube_dl'].map((name) =>
    models(name, each(['YoutubeDL#.download', 'YoutubeDL#.extract_info'], loads(`${name}.download`, 0, 'url_list'))),
  ),
  ...['pytube', 'pytubefix'].map((name) => models(name, { YouTube: loads(`${name}.YouTube`) })),
  ...['newspaper', 'trafilatura'].map((name) =>
    models(name, each(['Article', 'article', 'fetch_url'], loads(`${name}.fetch`))),
  ),
];
