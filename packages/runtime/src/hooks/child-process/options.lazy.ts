/**
 * Options by which a program runs another, or reads or writes a file that it was not given: from the manuals of each, and
 * gtfobins.github.io. Options that only shape the work (`-vf` of ffmpeg, `-resize` of convert) are what APIs hand on honestly.
 * A single letter stands for itself also with its value attached (`-oProxyCommand=…`); a word for `--word` and `--word=…`.
 */
const RISKY: Readonly<Record<string, string>> = {
  git: 'c C O u upload-pack receive-pack exec exec-path config config-env output open-files-in-pager ext-diff textconv template git-dir work-tree',
  curl: 'o O K T x config output output-dir remote-name upload-file proxy cert key engine dump-header trace trace-ascii cookie-jar netrc-file libcurl D c',
  wget: 'O o i a P e output-document output-file input-file append-output directory-prefix execute use-askpass post-file body-file config',
  tar: 'I F P C T checkpoint-action to-command use-compress-program rsh-command info-script new-volume-script absolute-names directory files-from',
  find: 'exec execdir ok okdir delete fprint fprint0 fprintf fls files0-from',
  ssh: 'o F E L R D W w J S i',
  scp: 'o F S i J',
  sftp: 'o F S D b',
  rsync: 'e rsh rsync-path password-file files-from log-file',
  zip: 'TT T unzip-command b',
  unzip: 'd',
  sed: 'e f i expression file in-place',
  awk: 'f v file assign',
  gawk: 'f v e i l file include load assign',
  xargs: 'I a arg-file',
  man: 'P pager H html',
  less: 'k o lesskey-file log-file',
  gs: 'dNOSAFER sOutputFile dDELAYSAFER f',
  tcpdump: 'z w r F',
  psql: 'c f o L command file output log-file',
  mysql: 'e execute init-command defaults-file plugin-dir tee pager',
  sqlite3: 'cmd init',
  openssl: 'engine config out in provider-path',
  python: 'c m',
  python3: 'c m',
  perl: 'e E i M I',
  ruby: 'e r I',
  php: 'r B R E F d f c run define',
  node: 'e p r eval print require import loader experimental-loader env-file inspect',
  bash: 'c rcfile init-file',
  sh: 'c',
  env: 'S split-string u',
  nmap: 'iL oN oX oG oA script datadir',
  ffmpeg: 'filter_script filter_complex_script init_hw_device dump_attachment protocol_whitelist',
  convert: 'write',
  magick: 'write script',
  mogrify: 'write path',
  exiftool: 'config if w o execute tagsFromFile argfile @',
  pandoc: 'F L filter lua-filter o output template data-dir extract-media pdf-engine',
  wkhtmltopdf: 'enable-local-file-access allow run-script post-file cache-dir cookie-jar read-args-from-stdin',
  chromium:
    'renderer-cmd-prefix utility-cmd-prefix gpu-launcher no-sandbox remote-debugging-port remote-debugging-address load-extension user-data-dir',
  soffice: 'infilter env accept',
  libreoffice: 'infilter env accept',
  gpg: 'o output homedir options exec-path keyserver-options',
  '7z': 'o i si so',
  cpio: 'D F rsh-command to-command',
  make: 'f C eval file directory',
  npm: 'script-shell prefix userconfig globalconfig node-options',
  npx: 'c call p package',
  yt: 'exec config-locations',
  'yt-dlp': 'exec exec-before-download config-locations netrc-cmd downloader plugin-dirs',
  'youtube-dl': 'exec config-location external-downloader',
  hg: 'config debugger',
  svn: 'config-option config-dir editor-cmd diff-cmd',
};

/** Other names of the same programs. */
const SAME: Readonly<Record<string, string>> = {
  'chrome-headless-shell': 'chromium',
  'google-chrome': 'chromium',
  'headless-chromium': 'chromium',
  chrome: 'chromium',
  identify: 'convert',
  mariadb: 'mysql',
  bsdtar: 'tar',
  gtar: 'tar',
  mawk: 'awk',
  dash: 'sh',
};

/** Programs whose options are words behind a single hyphen. */
const WORDS_ONLY = [
  'find',
  'ffmpeg',
  'convert',
  'magick',
  'mogrify',
  'exiftool',
  'chromium',
  'gs',
  'openssl',
  'nmap',
  'sqlite3',
];

/**
 * Whether an argument that event data begins is an option that makes this program run or touch something else.
 * After `--` nothing is an option, except for `find`, which knows none.
 */
export function isRiskyOption(program: string, args: readonly string[], at: number): boolean {
  const name = Object.hasOwn(SAME, program)
    ? SAME[program]!
    : program.replace(/^(python|perl|ruby|php)[\d.]{1,8}$/, '$1');
  if (!Object.hasOwn(RISKY, name)) return false;
  const end = args.indexOf('--');
  if (end !== -1 && end < at && name !== 'find') return false;
  const option = /^--?([^\s=]{1,64})/.exec(args[at]!)?.[1];
  if (option === undefined) return false;
  const words = RISKY[name]!.split(' ');
  if (words.includes(option)) return true;
  // GNU's getopt takes any beginning of a long option that is unambiguous.
  if (args[at]!.startsWith('--'))
    return option.length > 3 && words.some((word) => word.length > 3 && word.startsWith(option));
  return !WORDS_ONLY.includes(name) && words.includes(option[0]!);
}
