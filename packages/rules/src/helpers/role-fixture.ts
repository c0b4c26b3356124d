/** A role for Lambda with one statement, as YAML below `Resources`. */
export const role = (statement: string): string => `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] }
      Policies: [{ PolicyName: p, PolicyDocument: { Statement: [${statement}] } }]
`;

/** A role with one statement in its trust policy. */
export const trust = (statement: string): string => `
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [${statement}] } } }
`;
