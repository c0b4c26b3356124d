import type { ModelSet } from '../../engine/types.ts';
import { type Dangerous, fromTable, type Package } from './sink-table.ts';

/*
 * Packages that touch files or start programs, here or on another machine, beside those of `files-and-programs.ts`.
 */

const path = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  calls,
  class: 'traversal',
  at,
  onlyText: true,
});
const command = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({ calls, class: 'cmdi', at });

const PACKAGES: readonly Package[] = [
  {
    names: ['rimraf', 'del', 'mkdirp', 'make-dir', 'cpy', 'ncp', 'cp-file', 'move-file', 'mv'],
    dangerous: [
      path(
        /^(|sync|rimraf|rimrafSync|native|manual|mkdirp|mkdirpSync|makeDirectory|makeDirectorySync|copyFile|moveFile|deleteAsync|deleteSync|ncp)$/,
        0,
        1,
      ),
    ],
  },
  {
    names: ['glob', 'fast-glob', 'globby', 'tiny-glob', 'readdirp', 'klaw', 'recursive-readdir'],
    dangerous: [path(/^(|sync|glob|globSync|globStream|stream|async|globby|globbySync|readdirp|walk)$/, 0, '1.cwd')],
  },
  {
    names: [
      'write-file-atomic',
      'jsonfile',
      'load-json-file',
      'write-json-file',
      'n-readlines',
      'line-reader',
      'read-last-lines',
      'properties-reader',
      'read-yaml-file',
    ],
    dangerous: [
      path(
        /^(|sync|readFile|readFileSync|writeFile|writeFileSync|loadJsonFile|loadJsonFileSync|writeJsonFile|writeJsonFileSync|readYamlFile|eachLine|open|read)$/,
        0,
      ),
    ],
  },
  {
    names: ['lowdb', 'lowdb/node', 'node-json-db'],
    dangerous: [path(/^(JSONFile|JSONFileSync|FileSync|FileAsync|JsonDB|Config)$/, 0)],
  },
  {
    names: ['xlsx', 'node-xlsx', 'xlsx-populate'],
    dangerous: [
      path(/^(readFile|readFileAsync|fromFileAsync|parse|)$/, 0),
      path(/^(writeFile|writeFileAsync)$/, 1),
    ].map((one) => ({ ...one, confidence: 'medium' as const })),
  },
  { names: ['exceljs'], dangerous: [path(/^(readFile|writeFile)$/, 0)] },
  { names: ['csvtojson', 'fast-csv', '@fast-csv/parse'], dangerous: [path(/^(fromFile|parseFile|writeToPath)$/, 0)] },
  { names: ['pdfkit'], dangerous: [path(/^(image|font|registerFont)$/, 0)] },
  {
    names: ['exiftool-vendored', 'music-metadata'],
    dangerous: [path(/^(|read|readRaw|write|readMetadata|parseFile|getAudioDurationInSeconds)$/, 0)],
  },
  {
    names: ['pdf-poppler', 'node-poppler', 'pdf2pic', 'muhammara', 'pdf-merger-js'],
    dangerous: [
      path(
        /^(convert|info|pdfToText|pdfToCairo|pdfToPpm|pdfInfo|fromPath|loadPDF|createReader|createWriter|createWriterToModify|add|input|encrypt|decrypt)$/,
        0,
      ),
    ],
  },
  {
    names: ['yauzl', 'unzipper', '7zip-min', 'zip-local', 'zip-a-folder', 'compressing', 'bestzip'],
    dangerous: [
      path(
        /^(open|file|unpack|pack|extractFull|unzip|unzipSync|zip|zipSync|sync|uncompress|compressFile|compressDir|createExtractorFromFile|extract|list)$/,
        0,
      ),
    ],
    isPartial: true,
  },
  {
    names: ['tar'],
    dangerous: [path(/^(x|extract|t|list|u|update|r|replace|c|create)$/, '0.file', '0.f')],
    isPartial: true,
  },
  {
    names: ['ssh2-sftp-client'],
    dangerous: [path(/^(get|fastGet|downloadDir)$/, 1), path(/^(put|fastPut|append|uploadDir)$/, 0)],
  },
  { names: ['basic-ftp'], dangerous: [path(/^(downloadTo|uploadFrom|appendFrom|downloadToDir|uploadFromDir)$/, 0)] },
  {
    names: ['ssh2', 'ssh2-promise', 'ssh-exec', 'simple-ssh'],
    dangerous: [command(/^(exec|execCommand|spawn|)$/, 0)].map((one) => ({ ...one, onlyText: true as const })),
  },
  {
    names: ['node-ssh'],
    dangerous: [command(/^execCommand$/, 0), command(/^exec$/, 0), path(/^(getFile|putFile)$/, 0)],
  },
  {
    names: ['sudo-prompt', 'node-powershell', 'await-exec', 'exec-sh'],
    dangerous: [command(/^(|exec|execSync|x|spawn|run|runShell|invoke|invokeCommand|shellExec)$/, 0)],
  },
  {
    names: ['@shelf/aws-lambda-libreoffice'],
    dangerous: [command(/^(convertTo|convert|getTextFromImage)$/, 0)].map((one) => ({
      ...one,
      onlyText: true as const,
    })),
  },
];

/** Packages that touch files or start programs. */
export const moreFileModels: readonly ModelSet[] = fromTable(PACKAGES);
