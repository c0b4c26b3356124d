/**
 * Python packages whose import has another name than the distribution: import → distributions that may provide it. From
 * the distributions' own pages on PyPI; of those that Lambda functions use.
 */
export const PYTHON_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  attr: ['attrs'],
  aws_xray_sdk: ['aws-xray-sdk'],
  bs4: ['beautifulsoup4'],
  cairosvg: ['CairoSVG'],
  charset_normalizer: ['charset-normalizer'],
  Crypto: ['pycryptodome', 'pycrypto'],
  Cryptodome: ['pycryptodomex'],
  cv2: ['opencv-python-headless', 'opencv-python', 'opencv-contrib-python'],
  dateutil: ['python-dateutil'],
  docx: ['python-docx'],
  dotenv: ['python-dotenv'],
  fitz: ['PyMuPDF'],
  git: ['GitPython'],
  github: ['PyGithub'],
  google: ['google-cloud-storage', 'google-auth', 'protobuf', 'google-api-core'],
  googleapiclient: ['google-api-python-client'],
  jose: ['python-jose'],
  jwt: ['PyJWT', 'jwt'],
  kafka: ['kafka-python'],
  ldap: ['python-ldap'],
  lxml: ['lxml'],
  magic: ['python-magic'],
  markdown: ['Markdown'],
  mysql: ['mysql-connector-python'],
  MySQLdb: ['mysqlclient'],
  nacl: ['PyNaCl'],
  OpenSSL: ['pyOpenSSL'],
  opensearchpy: ['opensearch-py'],
  PIL: ['Pillow'],
  pkg_resources: ['setuptools'],
  pptx: ['python-pptx'],
  psycopg2: ['psycopg2-binary', 'psycopg2', 'aws-psycopg2'],
  pymysql: ['PyMySQL'],
  pythonjsonlogger: ['python-json-logger'],
  requests_aws4auth: ['requests-aws4auth'],
  ruamel: ['ruamel.yaml'],
  sentry_sdk: ['sentry-sdk'],
  serial: ['pyserial'],
  skimage: ['scikit-image'],
  sklearn: ['scikit-learn'],
  slack: ['slackclient', 'slack-sdk'],
  slugify: ['python-slugify'],
  snowflake: ['snowflake-connector-python'],
  socks: ['PySocks'],
  telegram: ['python-telegram-bot'],
  umap: ['umap-learn'],
  websocket: ['websocket-client'],
  werkzeug: ['Werkzeug'],
  xmlsec: ['xmlsec'],
  yaml: ['PyYAML'],
  zmq: ['pyzmq'],
};

/**
 * What Lambda's own runtimes bring along, so that it stands in no lock file. Node.js 18 and later: AWS SDK v3; 16 and
 * before: `aws-sdk` (https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html); Python: boto3 and what it needs
 * (https://docs.aws.amazon.com/lambda/latest/dg/python-package.html).
 */
export function isBroughtByRuntime(language: 'javascript' | 'python', name: string): boolean {
  if (language === 'javascript') return name === 'aws-sdk' || /^@(?:aws-sdk|smithy)\//.test(name);
  return /^(?:boto3|botocore|s3transfer|jmespath|dateutil|six|urllib3|awslambdaric)$/.test(name);
}
