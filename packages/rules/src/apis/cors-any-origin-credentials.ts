import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isTrue, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const url = (cors: string) =>
  `Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: f, AuthType: AWS_IAM, Cors: { ${cors} } } }`;

/** Where each resource keeps its CORS settings. */
const SETTINGS: Readonly<Record<string, readonly [path: string, origins: string, credentials: string]>> = {
  'AWS::Lambda::Url': ['Cors', 'AllowOrigins', 'AllowCredentials'],
  'AWS::ApiGatewayV2::Api': ['CorsConfiguration', 'AllowOrigins', 'AllowCredentials'],
};

export const rule: Rule = {
  id: 'cors-any-origin-credentials',
  title: 'Every website may act in the name of a signed-in visitor',
  severity: 'high',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "Credentials together with any origin let each page that a visitor opens call the API with the visitor's cookies and read the answers. Browsers refuse a bare star for that reason; schemes such as https://* are answered with the asking origin, and work.",
  fix: 'Name the origins that may call, or leave AllowCredentials out.',
  references: ['https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS', 'CWE-942', 'OWASP A05:2021'],
  peers: ['checkov CKV2_AWS_75', 'prowler awslambda_function_url_cors_policy', 'safeguards no-wild-cors'],
  check: perResource(Object.keys(SETTINGS), function* (resource) {
    const [path, origins, credentials] = SETTINGS[resource.type]!;
    const cors = field(resource.properties, path);
    if (isTrue(field(cors, credentials)) !== 'yes') return;
    const wide = itemsOf(field(cors, origins))
      .map(literal)
      .find((origin) => origin !== undefined && /^(?:\*|https?:\/\/\*)$/.test(origin));
    if (wide === undefined) return;
    yield found(
      resource,
      [path, origins],
      `${resource.id} lets pages of any origin (${wide}) send credentials and read the answer`,
      wide === '*' ? { severity: 'medium' } : {},
    );
  }),
  fixtures: {
    fails: [cloudformation('any origin over https', url("AllowOrigins: ['https://*'], AllowCredentials: true"))],
    passes: [
      cloudformation('one origin', url('AllowOrigins: [https://shop.example.com], AllowCredentials: true')),
      cloudformation('any origin without credentials', url("AllowOrigins: ['*']")),
    ],
  },
};
