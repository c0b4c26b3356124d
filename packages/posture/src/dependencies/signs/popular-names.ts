/*
 * Names that attackers imitate: packages at the top of npm's and PyPI's lists of most depended-on and most downloaded, from
 * what is commonly known of them, those of Lambda projects in full. A name of the list is never reported itself, so that
 * well-known siblings (`preact` beside `react`) stand here too.
 */

const NPM = `
abort-controller accepts acorn agent-base agentkeepalive airtable ajv ajv-formats ajv-keywords amqplib ansi-colors ansi-regex
ansi-styles antd anymatch archiver arg argparse array-flatten asap asn1 assert async async-retry at-least-node autoprefixer
aws-amplify aws-cdk aws-cdk-lib aws-crt aws-jwt-verify aws-lambda aws-sdk aws-sdk-client-mock aws-serverless-express
aws-xray-sdk aws-xray-sdk-core aws4 axe-core axios axios-retry axobject-query babel-core babel-eslint babel-jest babel-loader
babel-polyfill babel-preset-env babel-runtime balanced-match base64-js bcrypt bcryptjs big.js bignumber.js binary-extensions
bl block-stream2 bluebird bn.js body-parser boolbase bottleneck bowser boxen brace-expansion braces browserify browserslist
bson buffer buffer-crc32 buffer-from bull bullmq busboy bytes cacache call-bind call-bound camelcase camelcase-keys caniuse-lite
canvas chai chalk char-regex chardet cheerio chokidar chownr chrome-aws-lambda ci-info classnames clean-css cli-cursor
cli-progress cli-spinners cli-table cli-table3 clipboardy cliui clone clsx co coffee-script color color-convert color-name
colorette colors colour columnify combined-stream commander common-tags component-emitter compressible compression
concat-map concat-stream concurrently config configstore connect consola constructs content-disposition content-type
convert-source-map convict cookie cookie-parser cookie-session cookie-signature cookies copy-webpack-plugin core-js
core-util-is cors cosmiconfig cron cron-parser cross-env cross-fetch cross-spawn crypto-browserify crypto-js css-loader
css-select cssesc cssnano csstype csv csv-parse csv-parser csv-stringify csvtojson d3 d3-array d3-color d3-scale data-fns
date-fns date-fns-tz dayjs dd-trace datadog-lambda-js debug decamelize decimal.js decompress deep-equal deep-extend deep-is
deepmerge define-properties del delayed-stream depd dequal destroy detect-libc diff discord.js docker-compose dom-serializer
domhandler dompurify domutils dot-prop dotenv dotenv-expand dotenv-webpack duplexify dynamodb-toolbox dynamoose
ecc-jsbn ecdsa-sig-formatter ee-first ejs electron electron-to-chromium elliptic email-validator emoji-regex emotion encodeurl
end-of-stream engine.io enhanced-resolve enquirer entities enzyme errno error-ex es-abstract es6-promise esbuild escalade escape-html
escape-string-regexp escodegen eslint eslint-config-airbnb eslint-config-airbnb-base eslint-config-prettier
eslint-import-resolver-typescript eslint-loader eslint-plugin-import eslint-plugin-jest eslint-plugin-jsx-a11y
eslint-plugin-node eslint-plugin-prettier eslint-plugin-promise eslint-plugin-react eslint-plugin-react-hooks eslint-scope
eslint-visitor-keys espree esprima esquery esrecurse estraverse esutils etag event-stream event-target-shim eventemitter2
eventemitter3 events execa expect express express-handlebars express-jwt express-rate-limit express-session express-validator
extend extsprintf faker fast-deep-equal fast-glob fast-json-stable-stringify fast-levenshtein fast-xml-parser fastify fastq
fetch fetch-blob fflate figlet figures file-entry-cache file-loader file-saver file-type fill-range finalhandler find-up
firebase firebase-admin flat flat-cache flatted follow-redirects fontkit forever form-data formidable forwarded fp-ts fraction.js
framer-motion fresh from2 fs-extra fs-minipass fs.realpath fsevents ftp function-bind gatsby gaxios generic-pool gensync
get-caller-file get-intrinsic get-stream getpass glob glob-parent global globals globby google-auth-library googleapis got
graceful-fs graphql graphql-request graphql-subscriptions graphql-tag graphql-tools grpc gulp gulp-concat gulp-uglify gzip-size
handlebars har-schema har-validator has-ansi has-flag has-symbols has-unicode hash.js hasown he helmet highland highlight.js
hoek hoist-non-react-statics hono hosted-git-info html-entities html-minifier html-pdf html-to-text html-webpack-plugin
htmlparser2 http-errors http-proxy http-proxy-agent http-proxy-middleware http-signature https-proxy-agent human-signals husky
i18next iconv-lite ieee754 ignore image-size immer immutable import-fresh imurmurhash indent-string inflight inherits ini
inquirer internal-slot inversify invariant ioredis ip ipaddr.js is-arrayish is-buffer is-callable is-core-module is-date-object
is-docker is-extglob is-fullwidth-code-point is-glob is-number is-obj is-plain-obj is-plain-object is-promise is-regex is-stream
is-string is-symbol is-typedarray is-windows isarray isexe isomorphic-fetch isomorphic-unfetch isstream istanbul
jackspeak jade jasmine jasmine-core java-properties jest jest-cli jest-config jest-diff jest-each jest-environment-jsdom
jest-environment-node jest-mock jest-resolve jest-util jest-worker jimp jiti jmespath joi jose jquery jquery-ui js-base64 js-cookie js-tokens
js-yaml jsbn jsdoc jsdom jsesc json-schema json-schema-traverse json-stable-stringify json-stringify-safe json2csv json5
jsonfile jsonpath jsonpath-plus jsonschema jsonwebtoken jsprim jspdf jszip jwa jwk-to-pem jwks-rsa jws jwt-decode kafkajs keyv kind-of
kleur knex koa koa-bodyparser koa-router lambda-api lambda-local lambda-log lerna less less-loader leven levn lint-staged
loader-utils localforage locate-path lodash lodash-es lodash.clonedeep lodash.debounce lodash.get lodash.isequal lodash.memoize
lodash.merge lodash.set lodash.sortby lodash.template lodash.throttle lodash.uniq log-symbols log-update log4js loglevel long
loose-envify lowdb lru-cache luxon magic-string mailgun-js make-dir make-error mariadb markdown-it marked material-ui
math-intrinsics mathjs md5 mem memfs memoize-one memory-fs meow merge merge-descriptors merge-stream merge2 mermaid methods
micro micromatch middy mime mime-db mime-types mimic-fn mini-css-extract-plugin minimatch minimist minipass minizlib mkdirp
mocha mockdate moment moment-timezone mongodb mongoose morgan ms mssql multer mustache mute-stream mysql mysql2 mz nan nanoid
nats natural-compare nconf neo-async nest-winston next next-auth ng-packagr nock node-cache node-cron node-dir node-fetch
node-forge node-gyp node-gyp-build node-jose node-notifier node-pre-gyp node-releases node-rsa node-sass node-schedule nodemailer nodemon nopt
normalize-path normalize-url npm npm-run-all npm-run-path npmlog nuxt nyc oauth oauth-sign object-assign object-hash
object-inspect object-keys object-path on-finished on-headers once one-time onetime open openai opencollective-postinstall
opn optimist optionator ora os-homedir os-tmpdir p-limit p-locate p-map p-queue p-retry p-try pac-proxy-agent pako papaparse
param-case parcel parse-json parse5 parseurl passport passport-jwt passport-local password-hash path-exists path-is-absolute
path-key path-parse path-to-regexp path-type pbkdf2 pdf-lib pdf-parse pdfkit pdfmake performance-now pg pg-pool pg-promise
phin picocolors picomatch pidtree pify pino pino-pretty pirates pkg-dir playwright playwright-core plotly.js pluralize
pm2 pnpm polished postcss postcss-loader postcss-selector-parser postcss-value-parser postgres preact prebuild-install
prelude-ls pretty-bytes pretty-format prettier primeng prism-react-renderer prismjs prisma process process-nextick-args
progress promise prompt prompts prop-types proper-lockfile protobufjs proxy-addr proxy-agent proxy-from-env prr pseudomap psl
pump punycode puppeteer puppeteer-core q qrcode qs query-string querystring queue-microtask quick-lru raf ramda random-bytes
randombytes range-parser raw-body raw-loader rc rc-util react react-app-polyfill react-bootstrap react-dom react-hook-form react-hot-loader
react-icons react-is react-native react-query react-redux react-router react-router-dom react-scripts react-select
react-test-renderer react-transition-group read-pkg readable-stream readdirp readline recast recharts redis reduce-reducers
redux redux-devtools-extension redux-form redux-logger redux-saga redux-thunk reflect-metadata regenerate
regenerator-runtime regexpp regjsparser remark replace request request-ip request-promise request-promise-native
require-directory require-from-string require-main-filename requireindex requires-port reselect resolve resolve-cwd
resolve-from restify retry reusify rimraf ripemd160 rollup router rsvp run-async run-parallel rxjs safe-buffer safe-regex
safer-buffer sanitize-filename sanitize-html sass sass-loader sax scheduler schema-utils selenium-webdriver semver send
sentry sequelize sequelize-cli sequelize-typescript serialize-javascript serve serve-static serverless serverless-bundle
serverless-domain-manager serverless-dotenv-plugin serverless-esbuild serverless-http serverless-iam-roles-per-function
serverless-offline serverless-plugin-typescript serverless-pseudo-parameters serverless-python-requirements serverless-webpack
serverless-step-functions set-blocking setprototypeof sha.js sharp shebang-command shelljs should shortid side-channel sift
signal-exit simple-git sinon sinon-chai sisteransi slack slash slice-ansi slugify smart-buffer snowflake-sdk socket.io
socket.io-client socks socks-proxy-agent solc sort-keys source-map source-map-js source-map-loader source-map-support
sparse-bitfield spawn-sync spdx-correct split split2 sprintf-js sqlite sqlite3 sqlstring sshpk ssh2 ssri stack-trace stack-utils
standard statuses steno storybook stream-browserify string-width string_decoder strip-ansi strip-bom strip-eof
strip-json-comments strnum stripe strtok3 style-loader styled-components stylelint stylus superagent supertest supports-color
svelte svgo swagger-jsdoc swagger-ui-express swr tailwindcss tap tape tapable tar tar-fs tar-stream temp terser
terser-webpack-plugin test-exclude text-table thenify three through through2 tiny-invariant tinycolor2 tmp tmpl to-buffer
to-regex-range toidentifier tough-cookie tr46 traverse tree-kill trim ts-jest ts-loader ts-node ts-node-dev tsc tsconfig-paths
tslib tslint tsup tsutils tsx tunnel-agent turbo tweetnacl twilio type type-check type-detect type-fest type-graphql type-is
typedi typeorm ttypescript typescript ua-parser-js ulid uglify-js uglify-es underscore undici unicode-match-property-ecmascript uniq
unique-string universalify unpipe update-browserslist-db update-notifier uri-js url url-join url-loader url-parse use-sync-external-store
utf8 util util-deprecate utils-merge uuid v8-compile-cache valid-url validate-npm-package-name validator vary verror vite
vitest vm2 void-elements vue vue-loader vue-router vue-template-compiler vuex w3c-hr-time walker warning watchpack
web3 webidl-conversions webpack webpack-bundle-analyzer webpack-cli webpack-dev-middleware webpack-dev-server webpack-merge
webpack-node-externals webpack-sources websocket whatwg-encoding whatwg-fetch whatwg-mimetype whatwg-url which which-module
which-typed-array wide-align winston winston-cloudwatch winston-daily-rotate-file word-wrap wordwrap wrap-ansi wrappy
write-file-atomic ws xlsx xml xml-js xml-name-validator xml2js xmlbuilder xmlchars xmldom xregexp xstate xtend y18n yallist
yaml yargs yargs-parser yauzl yeoman-generator yn yocto-queue yup makeerror is-typed-array object.assign crypt camel-case flatten ip-regex is-regexp postcss-values-parser
sockjs trough accept urijs simple-get stylis zen-observable zip-stream zod zone.js zustand
`;

const NPM_SCOPES = `
@angular @ant-design @apollo @astrojs @aws @aws-amplify @aws-cdk @aws-crypto @aws-lambda-powertools @aws-sdk @aws-solutions-constructs
@azure @babel @changesets @clack @dazn @datadog @emotion @esbuild @eslint @fastify @floating-ui @fortawesome @google-cloud
@graphql-codegen @graphql-tools @grpc @hapi @hookform @ioredis @isaacs @istanbuljs @jest @jridgewell @langchain @mapbox @middy @mui
@nestjs @next @ngrx @node-rs @nodelib @npmcli @nuxt @nx @octokit @opentelemetry @parcel @pkgjs @playwright @popperjs @prisma
@protobufjs @radix-ui @react-native @reduxjs @remix-run @rollup @rushstack @sentry @serverless @sinclair @sindresorhus @sinonjs
@slack @smithy @storybook @stripe @supabase @sveltejs @svgr @swc @szmarczak @tailwindcss @tanstack @testing-library @tootallnate
@trpc @tsconfig @types @typescript-eslint @vercel @vitejs @vitest @vue @webassemblyjs @webpack-cli @xmldom @yarnpkg
`;

const PYPI = `
absl-py adal aenum aiobotocore aioboto3 aiofiles aiohttp aioredis aiosignal alabaster alembic aliyun-python-sdk-core altair amqp
annotated-types ansible antlr4-python3-runtime anyio apache-airflow apache-beam appdirs appnope argcomplete argon2-cffi arrow
asgiref asn1crypto astor astroid asttokens async-timeout asyncio asyncpg atomicwrites attrs authlib autopep8 avro awscli
aws-encryption-sdk aws-lambda-builders aws-lambda-context aws-lambda-powertools aws-lambda-typing aws-psycopg2
aws-requests-auth aws-sam-cli aws-sam-translator aws-xray-sdk awscrt awslambdaric awswrangler azure-common azure-core
azure-identity azure-storage-blob babel backcall backoff backports-zoneinfo bcrypt beautifulsoup4 billiard black bleach
blinker bokeh boto boto3 boto3-stubs botocore bottle brotli bs4 build cached-property cachecontrol cachetools cattrs celery certifi cffi
cfgv cfn-flip cfn-lint chalice chardet charset-normalizer cli-helpers click clickhouse-driver cligj cloudpickle cloudpathlib
colorama coloredlogs colorlog configargparse configobj configparser contextlib2 contourpy coverage cramjam croniter crhelper cryptography cssselect
cycler cython cymem dacite dash dask databricks-sql-connector dataclasses dataclasses-json datadog datadog-lambda dateparser
ddtrace debugpy decorator deepdiff defusedxml deprecated diff-match-patch dill diskcache distlib distributed distro django
django-cors-headers django-filter django-storages djangorestframework dnspython docker docopt docstring-parser docutils
docx dotenv dulwich duckdb ecdsa elasticsearch email-validator entrypoints et-xmlfile exceptiongroup execnet executing faker
fastapi fastavro fastjsonschema fastparquet filelock fire flake8 flask flask-cors flask-login flask-restful flask-sqlalchemy
flatbuffers fonttools frozenlist fsspec ftfy future futures gast gevent gitdb gitpython google-api-core google-api-python-client
google-auth google-auth-httplib2 google-auth-oauthlib google-cloud-bigquery google-cloud-core google-cloud-storage
googleapis-common-protos graphene graphql-core graphviz greenlet grpcio grpcio-status grpcio-tools gunicorn h11 h5py hiredis
html5lib httpcore httplib2 httptools httpx huggingface-hub humanfriendly humanize hvac hypothesis idna imageio
importlib-metadata importlib-resources inflection iniconfig invoke ipykernel ipython ipywidgets isodate isort itsdangerous
jaraco-classes jedi jeepney jellyfish jinja2 jinja2-time jira jmespath joblib joserfc jsonfield jsonlines jsonpatch jsonpath-ng
jsonpickle jsonpointer jsonschema jsonschema-specifications jupyter jupyter-client jupyter-core jwcrypto kafka-python kazoo
keras keyring kiwisolver kombu kubernetes langchain langchain-core lazy-object-proxy ldap3 libcst llvmlite locust lockfile loguru lxml lz4
mako mangum markdown markdown-it-py markupsafe marshmallow matplotlib matplotlib-inline mccabe mdurl mistune mlflow mock
more-itertools moto mpmath msal msgpack msrest multidict multiprocess mypy mypy-boto3 mypy-extensions mysql-connector-python
mysqlclient nbconvert nbformat nest-asyncio networkx nltk nodeenv notebook numba numexpr numpy oauth2client oauthlib openai opencv-python
opencv-python-headless openpyxl opensearch-py opentelemetry-api opentelemetry-sdk opt-einsum orjson oscrypto overrides
packaging pandas pandas-gbq pandocfilters paramiko parse parsedatetime parso passlib pathos pathspec pathy patsy pbr peewee pendulum
pexpect phonenumbers pickleshare pillow pip pip-tools pipenv pkginfo platformdirs playwright plotly pluggy ply poetry poetry-core polars
portalocker pre-commit prettytable prometheus-client prompt-toolkit propcache proto-plus protobuf psutil psycopg psycopg2
psycopg2-binary ptyprocess pure-eval py py4j pyaes pyaml pyarrow pyasn1 pyasn1-modules pycocotools pycodestyle pycparser pycrypto
pycryptodome pycryptodomex pydantic pydantic-core pydantic-settings pydash pydot pyflakes pygithub pygments pyhcl pyinstaller pyjwt
pylint pymongo pymssql pymysql pynacl pynamodb pyodbc pyopenssl pyparsing pypdf pypdf2 pyperclip pyppeteer pyproj pyrsistent
pyserial pysftp pyspark pytest pytest-asyncio pytest-cov pytest-django pytest-env pytest-mock pytest-runner pytest-socket pytest-timeout
pytest-xdist python-dateutil python-docx python-dotenv python-jose python-json-logger python-jwt python-magic
python-multipart python-slugify python-telegram-bot pytz pytzdata pyxdg pyyaml pyzmq qrcode querystring-parser rdflib redis
referencing regex reportlab requests requests-aws4auth requests-file requests-mock requests-oauthlib requests-toolbelt
responses retry retrying rich rpds-py rsa rtree ruamel-yaml ruff s3fs s3path s3transfer sagemaker scikit-image scikit-learn scipy scrapy
seaborn secretstorage selenium semver sendgrid sentencepiece sentry-sdk serverless-wsgi setproctitle setuptools setuptools-scm shap
shapely shellingham simplejson six sklearn slack-sdk slackclient smart-open smmap sniffio snowballstemmer
snowflake-connector-python sortedcontainers soupsieve spacy sphinx sqlalchemy sqlalchemy-utils sqlparse sshtunnel starlette
statsmodels stevedore stripe structlog sympy tables tabulate tblib tenacity tensorboard tensorflow termcolor terminado texttable
threadpoolctl thinc tifffile tiktoken tinycss2 tldextract tokenizers toml tomli tomlkit toolz torch torchvision tornado tox
tqdm traitlets transformers trio troposphere truststore twilio twine twisted typeguard typer typing typing-extensions
typing-inspect tzdata tzlocal ujson unidecode unittest2 uritemplate urllib3 uv uvicorn uvloop validators vine virtualenv voluptuous
wandb warlock wasabi watchdog watchfiles wcwidth webargs webcolors webencodings websocket-client websockets werkzeug wheel widgetsnbextension
wrapt wsproto wtforms xgboost xlrd xlsxwriter xlwt xmlschema xmltodict xxhash yapf yarl zappa zeep zipp zope-interface zstandard
`;

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

export const POPULAR_NPM = words(NPM);
export const POPULAR_SCOPES = words(NPM_SCOPES);
export const POPULAR_PYPI = words(PYPI);

/**
 * Old, honest names one edit from a popular one: each was found in the lock file of a public project, and does what its name
 * says.
 */
export const HONEST_SIBLINGS: ReadonlySet<string> = words('punycode.js preact tslint yarn');
