import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const bucket = (rule: string) =>
  `Bucket: { Type: AWS::S3::Bucket, Properties: { CorsConfiguration: { CorsRules: [{ ${rule} }] } } }`;

export const rule: Rule = {
  id: 's3-cors-any-origin',
  title: 'Pages of any origin may write into the bucket',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "With any origin and PUT or POST allowed, a presigned URL that leaks can be used from every page, with the visitor's browser doing the work. Reading public files from anywhere is what the star is for; writing is not.",
  fix: 'Name the origins of your own pages in AllowedOrigins.',
  references: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html', 'CWE-942'],
  peers: ['trivy AWS-0132'],
  check: perResource(['AWS::S3::Bucket'], function* (resource) {
    for (const [i, entry] of itemsOf(field(resource.properties, 'CorsConfiguration', 'CorsRules')).entries()) {
      if (!itemsOf(field(entry, 'AllowedOrigins')).some((origin) => literal(origin) === '*')) continue;
      const writes = itemsOf(field(entry, 'AllowedMethods'))
        .map(literal)
        .filter((method) => /^(?:PUT|POST|DELETE)$/.test(method ?? ''));
      if (writes.length > 0)
        yield found(
          resource,
          ['CorsConfiguration', 'CorsRules', i, 'AllowedOrigins'],
          `${resource.id} lets pages of any origin ${writes.join(', ')}`,
          { key: String(i) },
        );
    }
  }),
  fixtures: {
    fails: [cloudformation('PUT from anywhere', bucket("AllowedOrigins: ['*'], AllowedMethods: [GET, PUT]"))],
    passes: [
      cloudformation('GET from anywhere', bucket("AllowedOrigins: ['*'], AllowedMethods: [GET]")),
      cloudformation('PUT from one page', bucket('AllowedOrigins: [https://shop.example.com], AllowedMethods: [PUT]')),
    ],
  },
};
