import type { ProjectFiles, Resolution, ResolveContext } from '../engine/types.ts';
import { folderOf, inFolder } from '../project/paths.ts';
import { localPackage } from './local-packages.ts';
import { isStandardModule } from './stdlib.ts';

/**
 * Packages that are installed beside the code often lie in the code's own folder (`pip install -t .`). They stay packages:
 * models speak of them, and reading them would cost more than the function itself.
 */
const PACKAGES = new Set(
  `boto3 botocore s3transfer aioboto3 aiobotocore types_aiobotocore_s3 mypy_boto3_s3 awswrangler pynamodb
  aws_lambda_powertools aws_xray_sdk aws_requests_auth requests_aws4auth requests urllib3 httpx aiohttp certifi charset_normalizer idna
  psycopg2 psycopg pymysql mysql MySQLdb sqlalchemy pymongo redis elasticsearch opensearchpy ldap ldap3
  jinja2 flask fastapi starlette chalice mangum werkzeug markupsafe bottle tornado django
  yaml dill jsonpickle lxml defusedxml pydantic pydantic_core jsonschema marshmallow cerberus attr attrs typing_extensions
  jwt jose bcrypt cryptography Crypto nacl passlib numpy pandas pyarrow PIL dateutil six pytz simplejson ujson orjson
  jmespath packaging setuptools pkg_resources pip wheel cffi multidict yarl frozenlist aiosignal async_timeout
  stripe twilio sendgrid slack slack_sdk openai anthropic langchain google googleapiclient oauthlib requests_oauthlib
  sentry_sdk datadog_lambda ddtrace newrelic structlog loguru cfnresponse crhelper`.split(/\s+/),
);

const MOST_PARTS = 32;

/** Where `import` in a file of Python leads. See `FrontEnd.resolve`. */
export function resolvePython(
  files: ProjectFiles,
  specifier: string,
  fromFile: string,
  context: ResolveContext,
): Resolution | undefined {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const parts = specifier.slice(dots).split('.').filter(Boolean);
  if (parts.length > MOST_PARTS || parts.some((part) => !/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(part)))
    return undefined;
  if (dots > 0) {
    let folder: string | undefined = folderOf(fromFile);
    for (let up = 1; up < dots; up++) folder = folder ? folderOf(folder) : undefined;
    return folder === undefined ? undefined : moduleIn(files, folder, parts);
  }
  const [first] = parts;
  if (first === undefined) return undefined;
  const outside: Resolution = {
    kind: 'package',
    name: parts.join('.'),
    package: first,
    builtin: isStandardModule(first),
  };
  if (PACKAGES.has(first)) return outside;
  const roots = [context.codeRoot, ...context.layers.flatMap((layer) => [`${layer}/python`, layer])];
  for (const root of roots) {
    const found = ownModule(files, root, parts);
    if (found) return found;
  }
  if (outside.builtin) return outside;
  // Many add the file's own folder to `sys.path`, or are deployed from there.
  return ownModule(files, folderOf(fromFile), parts) ?? installedHere(files, parts) ?? outside;
}

/** A package of the project that a build installs. */
function installedHere(files: ProjectFiles, parts: readonly string[]): Resolution | undefined {
  const folder = localPackage(files, parts[0] ?? '');
  return folder === undefined ? undefined : moduleIn(files, folder, parts);
}

function ownModule(files: ProjectFiles, root: string, parts: readonly string[]): Resolution | undefined {
  const [first] = parts;
  if (first === undefined || isInstalled(files, root, first)) return undefined;
  return moduleIn(files, root, parts);
}

/**
 * Whether a folder of the code is an installed package of somebody else.
 * @param beside names of the folders beside it
 */
export function isInstalledPackage(name: string, beside: readonly string[]): boolean {
  return PACKAGES.has(name) || beside.some((entry) => describes(entry, name));
}

/** `pip install -t` leaves a `name-1.2.dist-info` beside the package. */
function isInstalled(files: ProjectFiles, root: string, name: string): boolean {
  return files.list(root).some((entry) => describes(entry, name) && !files.isFile(inFolder(root, entry)));
}

function describes(entry: string, name: string): boolean {
  const plain = (text: string) => text.replaceAll('-', '_').toLowerCase();
  return /\.(dist|egg)-info$/.test(entry) && plain(entry).startsWith(`${plain(name)}_`);
}

function moduleIn(files: ProjectFiles, root: string, parts: readonly string[]): Resolution | undefined {
  const base = parts.reduce(inFolder, root);
  const plain = `${base}.py`;
  const asPackage = inFolder(base, '__init__.py');
  if (files.isFile(asPackage)) return { kind: 'file', file: asPackage };
  if (parts.length > 0 && files.isFile(plain)) return { kind: 'file', file: plain };
  // A folder without `__init__.py` is a package too, an empty one (PEP 420).
  const holdsCode =
    files.isFolder(base) &&
    files.list(base).some((name) => name.endsWith('.py') || files.isFolder(inFolder(base, name)));
  return holdsCode ? { kind: 'file', file: asPackage } : undefined;
}
