import { expect, test } from 'vitest';
import { readRoles } from '../roles/read-roles.ts';
import { makeProject } from '../testing/project.ts';

const JS = (client: string) => `const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');
const { S3Client, ListBucketsCommand } = require('@aws-sdk/client-s3');
const { fromNodeProviderChain } = require('@aws-sdk/credential-providers');
async function main(event) {
  const { Credentials } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/other', RoleSessionName: 's' }));
  const s3 = new S3Client(${client});
  await s3.send(new ListBucketsCommand({}));
}
main({});
`;
const PY = (client: string) => `import os
import boto3
creds = boto3.client('sts').assume_role(RoleArn='arn:aws:iam::123456789012:role/other', RoleSessionName='s')['Credentials']
${client}.list_buckets()
`;

/** Calls under a role that was taken ask that role, not the function's own. */
test.each<[string, string, string, readonly string[]]>([
  [
    'keys of an assumed role',
    'a.js',
    JS('{ credentials: { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey } }'),
    ['sts:AssumeRole'],
  ],
  ['its own', 'a.js', JS('{ region: "eu-west-1" }'), ['s3:ListAllMyBuckets', 'sts:AssumeRole']],
  ['its own, named', 'a.js', JS('{ credentials: fromNodeProviderChain() }'), ['s3:ListAllMyBuckets', 'sts:AssumeRole']],
  [
    'keys of its environment',
    'a.js',
    JS('{ credentials: { accessKeyId: process.env.AWS_ACCESS_KEY_ID } }'),
    ['s3:ListAllMyBuckets', 'sts:AssumeRole'],
  ],
  [
    'a client of Python',
    'a.py',
    PY("boto3.client('s3', aws_access_key_id=creds['AccessKeyId'], aws_secret_access_key=creds['SecretAccessKey'])"),
    ['sts:AssumeRole'],
  ],
  [
    'a session of Python',
    'a.py',
    PY(
      "boto3.Session(aws_access_key_id=creds['AccessKeyId'], aws_secret_access_key=creds['SecretAccessKey']).client('s3')",
    ),
    ['sts:AssumeRole'],
  ],
  ['Python without', 'a.py', PY("boto3.client('s3')"), ['s3:ListAllMyBuckets', 'sts:AssumeRole']],
])('%s', async (_, file, text, expected) => {
  const root = makeProject({ [file]: text });
  const { input } = await readRoles(`${root}/${file}`, { params: {}, env: {} });
  expect(input.roles.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions)).sort()).toEqual(
    expected,
  );
});
